"""The page: signing in, the portfolio, accounts, answers with their sources, drafts and the check."""
