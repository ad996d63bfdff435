from __future__ import annotations

import pytest

from bot.core.actions import Action
from bot.core.forms import Field, Form

SEND = Action("organisers", "send")


@pytest.mark.parametrize("number", [0, 6])
def test_a_form_has_one_to_five_fields(number: int) -> None:
    with pytest.raises(ValueError, match="one to five"):
        Form("Title", (Field("a", "A"),) * number, SEND)
    assert len(Form("Title", (Field("a", "A"),) * 5, SEND).fields) == 5
