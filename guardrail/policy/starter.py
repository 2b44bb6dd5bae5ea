"""A first policy and its cases, for somebody who has never written one: they lint, they pass, and their comments say what to change."""

from __future__ import annotations

from typing import Final

__all__ = ["CASES_FILE", "POLICY_FILE", "starter"]

POLICY_FILE: Final = "policy.yaml"
CASES_FILE: Final = "cases.yaml"

_POLICY: Final = """\
# yaml-language-server: $schema=../policy.v1.schema.json
# Skema untuk editor: guardrail policy schema > policy.v1.schema.json / The schema for editors.
apiVersion: guardrail/v1
kind: Policy
metadata:
  id: {id}
  version: 1                      # naik satu setiap terbit / rises by one with each publication
  title: Kebijakan AI {id} / AI policy of {id}
  description: Ganti dengan satu kalimat / Say in one sentence what it is for
  owner: {tenant}
  legal_basis: [UU 27/2022 Ps. 4]
spec:
  # Induk: aturannya berlaku juga di sini dan hanya dapat diperketat.
  # The parent: its rules hold here as well, and can only be made stricter.
  {extends}

  # Untuk siapa; yang di bawahnya ikut. / For whom; everything below is included.
  match: {{tenants: ["{tenant}"]}}

  # Temuan yang tidak disebut aturan mana pun: mask atau block. / What no rule names: mask or block.
  default: {{action: mask}}

  rules:
    # Satu aturan: apa (entities), di mana (where), mulai seberapa yakin (min_score), lalu tindakannya (action):
    # warn, annotate, generalize, mask, redact, require_reason, route, block. Yang paling ketat menang; urutan tidak berarti.
    # One rule: what, where, from which score on, and the action. The strictest wins; the order says nothing.
    # Semua jenis / every kind: guardrail detect --entities
    - id: kredensial-{id}
      description: Kredensial tidak boleh keluar. / Credentials must not leave.
      entities: [SECRET]
      where: [request]
      action: block
      message:
        id: Kredensial terdeteksi. Hapus dari permintaan dan segera ganti.
        en: A credential was found. Remove it from the request and replace it at once.

    - id: nik-{id}
      description: NIK dihapus, bukan hanya disamarkan. / A NIK is removed, not only masked.
      entities: [ID_NIK]
      action: redact
      message:
        id: NIK dihapus sebelum dikirim ke layanan AI.
        en: A NIK was removed before it was sent to the AI service.

    # - id: nama-{id}                 # contoh yang dicoba dulu / an example that is only tried out
    #   description: Nama orang diblokir. / Names of persons are blocked.
    #   entities: [PERSON]
    #   action: block
    #   mode: audit                   # audit: hanya dicatat / only recorded; warn; enforce
"""

_CASES: Final = """\
# Contoh dengan orang rekaan; separuhnya hanya mirip dan harus lolos. / Cases with invented people; half of them must pass untouched.
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: {id}
  cases:
    - name: NIK dihapus
      input: Mohon dicek NIK 3374015208900003 di SIAK.
      expect: {{action: redact, entities: {{ID_NIK: 1}}, rules: [nik-{id}]}}
    - name: bukan NIK
      input: Nomor agenda 2026/0113 sudah diterima.
      expect: {{action: none}}
    - name: kata sandi diblokir
      input: "password: Rahasia#2026!"
      expect: {{action: block}}
    - name: bicara tentang kata sandi bukan kata sandi
      input: Bagaimana cara membuat kata sandi yang kuat?
      expect: {{action: none}}
"""


def starter(id_: str, tenant: str, extends: str = "") -> dict[str, str]:
    """File name -> text. ``extends`` is a parent as policies name it (``nasional@^1``); without one the line is a comment."""
    line = f"extends: {extends}" if extends else "# extends: nasional@^1"
    return {
        POLICY_FILE: _POLICY.format(id=id_, tenant=tenant, extends=line),
        CASES_FILE: _CASES.format(id=id_),
    }
