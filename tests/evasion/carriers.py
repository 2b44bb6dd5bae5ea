"""Where a disguised value stands: behind a label, alone in a sentence, in JSON, a list, a table, a line of code."""

from __future__ import annotations

__all__ = ["BARE", "LABELLED"]

LABELLED = {
    "colon": "{label}: {value}",
    "sentence": "Mohon dicek {label} {value} atas permohonan kemarin.",
    "said": "{label}-nya {value}, terima kasih",
    "assigned": "{label} = {value}",
    "list": "Daftar:\n1. berkas lengkap\n2. {label} {value}\n3. pas foto",
    "brackets": "Kepada petugas ({label} {value}) agar diproses",
    "json": '{{"{key}":"{value}","status":"baru"}}',
    "xml": "<{key}>{value}</{key}>",
    "code": '{key} = "{value}"  # contoh',
}
BARE = {
    "sentence": "Tolong periksa {value} hari ini.",
    "alone": "{value}",
    "line": "Data:\n{value}\nSelesai",
    "json": '{{"data":["{value}"]}}',
}
