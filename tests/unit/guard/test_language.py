"""Which language a text is in, and whether a claim is in the one that was asked for."""

from __future__ import annotations

import pytest

from copilot.guard.language import language_of, misspoken

QUESTIONS = {
    "English": ("What did Dana say about SSO?", "When is the renewal?", "Who owns it?", "Is the export fixed?"),
    "German": ("Was hat Dana zu SSO gesagt?", "Wann läuft der Vertrag aus?", "Wer ist der Sponsor?"),
    "French": ("Qu'est-ce que Dana a dit sur le SSO ?", "Quand est le renouvellement ?", "Qui est notre contact ?"),
    "Spanish": ("¿Qué dijo Dana sobre el SSO?", "¿Cuándo es la renovación?", "¿Por qué están enfadados con nosotros?"),
    "Italian": ("Che cosa ha detto Dana sulla SSO?", "Quando è il rinnovo?", "Perché non usano più la dashboard?"),
    "Dutch": ("Wat heeft Dana over SSO gezegd?", "Wanneer is het contract afgelopen?", "Wie is de sponsor?"),
    "Portuguese": ("O que a Dana disse sobre o SSO?", "Quando é a renovação?", "Por que não usam o painel?"),
}
CLAIMS = {
    "English": "Dana Roy said on 2 March that the kiln sensors drop out and that they need a fix.",
    "German": "Dana Roy hat am 2. März gesagt, dass die Sensoren jede Nacht ausfallen und sie eine Lösung brauchen.",
    "French": "Dana Roy a dit le 2 mars que les capteurs tombent chaque nuit et qu'il leur faut une solution.",
    "Spanish": "Dana Roy dijo el 2 de marzo que los sensores fallan cada noche y que necesitan una solución.",
    "Italian": "Dana Roy ha detto il 2 marzo che i sensori si fermano ogni notte e che serve una soluzione.",
    "Dutch": "Dana Roy zei op 2 maart dat de sensoren elke nacht uitvallen en dat er een oplossing moet komen.",
    "Portuguese": "Dana Roy disse em 2 de março que os sensores falham todas as noites e que precisam de uma solução.",
}


@pytest.mark.parametrize(("language", "text"), [(name, one) for name, held in QUESTIONS.items() for one in held])
def test_a_question_is_in_its_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["SSO?", "Ostrava 2027", ""])
def test_names_alone_are_in_none(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize("wanted", CLAIMS)
@pytest.mark.parametrize("written", CLAIMS)
def test_a_claim_in_another_language_is_found_out(wanted: str, written: str) -> None:
    assert misspoken(CLAIMS[written], wanted) == (written if written != wanted else "")


def test_a_quote_stays_in_its_own_language() -> None:
    assert misspoken(f"Dana Roy said on 2 March: “{CLAIMS['German']}”", "English") == ""


def test_names_of_another_language_prove_nothing() -> None:
    assert misspoken("Rossi di Modena, Banco de la Plata, Van den Berg.", "English") == ""


def test_where_the_language_asked_for_is_not_known_any_will_do() -> None:
    assert misspoken(CLAIMS["German"], "") == ""
