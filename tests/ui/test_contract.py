"""What Python and JavaScript must agree on is said once."""

import pytest

from attention.ui import contract, engine_files


@pytest.mark.parametrize("made", [contract, engine_files])
def test_the_browsers_contract_is_pythons(made):
    assert made.SCRIPT.read_text("utf-8") == made.script()


def test_every_name_is_a_constant():
    assert all(name.isupper() for name in contract.contract())
