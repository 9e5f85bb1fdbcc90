"""How does an alarm reach a person by mail? One message over SMTP, encrypted unless it stays here.

The message says which matter and until when, and where to acknowledge; never an address of content, a name
of an account or a word of a post: mail is read by others on its way.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from aftershock.errors import UsageError
from aftershock.shield.ledger.outbox import Undelivered
from aftershock.shield.papers.alarms import Call
from aftershock.shield.papers.rota import Person

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Mail:
    """A mail server. ``sender`` is the address that alarms come from; ``seconds`` the patience for each
    step of the conversation.
    """

    def __init__(
        self,
        host: str,
        *,
        sender: str,
        port: int = 587,
        user: str = "",
        password: str = "",
        acknowledge: str = "",
        seconds: float = 10.0,
    ) -> None:
        if user and host in LOCAL:
            said = "no password is sent without encryption, and a server here has none"
            raise UsageError(said, where=host, next_step="Leave user out")
        self._host, self._port, self._sender, self._seconds = host, port, sender, seconds
        self._user, self._password, self._acknowledge = user, password, acknowledge

    def reaches(self, person: Person) -> bool:
        """See ``ringing.Bell``."""
        return bool(person.mail)

    def ring(self, call: Call, person: Person) -> None:
        """See ``ringing.Bell``; a new connection for each call, as hours lie between them."""
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._seconds) as server:
                if self._host not in LOCAL:
                    server.starttls(context=ssl.create_default_context())
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(self._message(call, person))
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered(f"no mail: {type(error).__name__}", where=self._host) from error

    def _message(self, call: Call, person: Person) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, person.mail
        message["Subject"] = _one_line(f"ALARM {call.about} (+{call.step} min)")
        message["Message-ID"] = f"<{call.alarm}@{self._sender.rpartition('@')[2]}>"
        message["X-Priority"] = "1"
        lines = [call.words + ".", "", f"Alarm: {call.alarm}"]
        if self._acknowledge:
            lines.append(f"Acknowledge: {self._acknowledge}")
        lines.append("Acknowledged is not executed: you are called again until it is done.")
        message.set_content("\n".join(lines))
        return message


def _one_line(text: str) -> str:
    """An order's reference comes from outside; a line end in it would be a header of its own."""
    return " ".join(text.split())[:150]
