"""An error as the API answers it."""

from __future__ import annotations


class ApiError(Exception):
    """A refused request.

    :param code: exception name of the API reference, such as ``ResourceNotFoundException``.
    :param status: HTTP status that the reference gives for it.
    :param message: text for the caller.
    :param resource_type: such as ``DATA_SET``; only some exceptions carry it.
    """

    def __init__(self, code: str, status: int, message: str, resource_type: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.resource_type = resource_type

    @classmethod
    def not_found(cls, message: str, resource_type: str) -> ApiError:
        """Return the answer to a request about something unknown."""
        return cls("ResourceNotFoundException", 404, message, resource_type)

    @classmethod
    def exists(cls, message: str, resource_type: str) -> ApiError:
        """Return the answer to a reused identifier."""
        return cls("ResourceExistsException", 409, message, resource_type)

    @classmethod
    def limit_exceeded(cls, message: str, resource_type: str) -> ApiError:
        """Return the answer when the account's daily number is used up."""
        return cls("LimitExceededException", 409, message, resource_type)

    @classmethod
    def invalid(cls, message: str) -> ApiError:
        """Return the answer to a value that breaks the reference's constraints."""
        return cls("InvalidParameterValueException", 400, message)
