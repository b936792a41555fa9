"""What Python and JavaScript must agree on is said once."""

from attention.ui.contract import SCRIPT, contract, script


def test_the_browsers_contract_is_pythons():
    assert SCRIPT.read_text("utf-8") == script()


def test_every_name_is_a_constant():
    assert all(name.isupper() for name in contract())
