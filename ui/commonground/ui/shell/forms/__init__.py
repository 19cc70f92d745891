"""Forms: WTForms underneath, GOV.UK macros on top. See the package docstring of `shell` for an example."""

from commonground.ui.shell.forms.base import Field, Form, Problem, Sent, StopValidation, ValidationError
from commonground.ui.shell.forms.coded import CodeWords, coded
from commonground.ui.shell.forms.fields import (
    Checkboxes,
    Choice,
    DateParts,
    Email,
    Hidden,
    Password,
    Radios,
    Select,
    Telephone,
    TextArea,
    TextField,
    Upload,
)
from commonground.ui.shell.forms.versions import ComparedForm, VersionForm, number_in

__all__ = [
    "Checkboxes",
    "Choice",
    "CodeWords",
    "ComparedForm",
    "DateParts",
    "Email",
    "Field",
    "Form",
    "Hidden",
    "Password",
    "Problem",
    "Radios",
    "Select",
    "Sent",
    "StopValidation",
    "Telephone",
    "TextArea",
    "TextField",
    "Upload",
    "ValidationError",
    "VersionForm",
    "coded",
    "number_in",
]
