from __future__ import annotations

import botocore.session
import yaml
from botocore.model import StringShape

from include.quicksight.ingestion import ACTIONS_FILE


def test_every_error_type_with_advice_exists_in_the_api() -> None:
    model = botocore.session.get_session().get_service_model("quicksight")
    shape = model.shape_for("IngestionErrorType")
    assert isinstance(shape, StringShape)
    known = set(shape.enum)
    advice = yaml.safe_load(ACTIONS_FILE.read_text(encoding="utf-8"))["actions"]
    assert set(advice) <= known
    assert all(text.endswith(".") for text in advice.values())
