"""What a caller is told when a call cannot go on: Indonesian first, English beside it, what to do, and never an echo of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from guardrail.core.decision import Reason
from guardrail.core.errors import ErrorCode

__all__ = ["Refusals", "Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One way to fail, as people read it. ``retry`` is true only where sending the same request again can help."""

    status: int
    id: str
    en: str
    retry: bool = False


_SENTENCES: Final[Mapping[ErrorCode, Sentence]] = MappingProxyType(
    {
        ErrorCode.BLOCKED: Sentence(
            400,
            "Permintaan ditahan oleh kebijakan instansi dan tidak dikirim ke layanan AI.",
            "The request was held by your agency's policy and was not sent to the AI service.",
        ),
        ErrorCode.UNAUTHENTICATED: Sentence(
            401,
            "Kunci API tidak ada atau tidak dikenal. Mintalah kunci guardrail kepada pengelola di instansi Anda dan kirimkan sebagai "
            "`Authorization: Bearer <kunci>`.",
            "The API key is missing or unknown. Ask your agency's administrator for a guardrail key and send it as "
            "`Authorization: Bearer <key>`.",
        ),
        ErrorCode.UNKNOWN_ROUTE: Sentence(
            404,
            "Alamat atau operasi ini tidak dilayani guardrail, dan tidak ada yang diteruskan. Periksa `base_url`: alamatnya berakhir "
            "dengan /v1.",
            "guardrail does not serve this path or operation, and nothing was forwarded. Check `base_url`: it ends with /v1.",
        ),
        ErrorCode.METHOD_NOT_ALLOWED: Sentence(
            405, "Metode HTTP ini tidak didukung pada alamat tersebut.", "This HTTP method does not apply to that path."
        ),
        ErrorCode.UNSUPPORTED_QUERY: Sentence(
            400,
            "Parameter pada alamat (setelah tanda tanya) tidak dikenal, sehingga tidak dapat diperiksa. Hapus parameter itu.",
            "The query string holds parameters guardrail does not know and so cannot inspect. Remove them.",
        ),
        ErrorCode.MALFORMED_REQUEST: Sentence(
            400,
            "Permintaan ini bukan HTTP/1.1 yang jelas (panjang isi, header, atau alamatnya dapat dibaca dengan dua cara), sehingga ditolak "
            "dan sambungan ditutup.",
            "This request is not plain HTTP/1.1 (its length, headers or target can be read in two ways), so it was refused and the "
            "connection is closed.",
        ),
        ErrorCode.HTTP_VERSION: Sentence(
            426,
            "HTTP/1.0 tidak dilayani. Gunakan HTTP/1.1 (pada nginx: `proxy_http_version 1.1`).",
            "HTTP/1.0 is not served. Use HTTP/1.1 (in nginx: `proxy_http_version 1.1`).",
        ),
        ErrorCode.UPGRADE_REFUSED: Sentence(
            400,
            "Peralihan protokol (Upgrade: websocket, h2c) tidak dilayani. Gunakan HTTP/1.1 tanpa header Upgrade; pada Java: "
            "`HttpClient.newBuilder().version(HTTP_1_1)`.",
            "Switching protocols (Upgrade: websocket, h2c) is not served. Use HTTP/1.1 without the Upgrade header; in Java: "
            "`HttpClient.newBuilder().version(HTTP_1_1)`.",
        ),
        ErrorCode.TARGET_TOO_LONG: Sentence(
            414,
            "Alamat permintaan terlalu panjang (paling panjang 8 KiB).",
            "The request's target is too long (at most 8 KiB).",
        ),
        ErrorCode.HEADERS_TOO_LARGE: Sentence(
            431,
            "Header permintaan terlalu besar (paling besar 64 KiB, paling banyak 100 header).",
            "The request's headers are too large (at most 64 KiB and 100 fields).",
        ),
        ErrorCode.TOO_SLOW: Sentence(
            408,
            "Permintaan tidak datang lengkap dalam waktu yang ditentukan, sehingga sambungan ditutup. Coba kembali.",
            "The request did not arrive in time, so the connection is closed. Try again.",
            retry=True,
        ),
        ErrorCode.UNKNOWN_HOST: Sentence(
            400,
            "Nama host ini tidak dilayani di sini. Periksa `base_url`; pengelola mengatur nama yang dilayani pada `allowed_hosts`.",
            "This host name is not served here. Check `base_url`; the administrator sets the names served in `allowed_hosts`.",
        ),
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: Sentence(
            415,
            "Isi permintaan harus berupa JSON dengan `Content-Type: application/json` (UTF-8).",
            "The request body must be JSON with `Content-Type: application/json` (UTF-8).",
        ),
        ErrorCode.UNSUPPORTED_ENCODING: Sentence(
            415,
            "Isi permintaan yang dikompresi (Content-Encoding) tidak diterima. Kirim tanpa kompresi.",
            "Compressed request bodies (Content-Encoding) are not accepted. Send the body uncompressed.",
        ),
        ErrorCode.BODY_TOO_LARGE: Sentence(
            413,
            "Isi permintaan melebihi batas ukuran. Bagi menjadi beberapa permintaan yang lebih kecil.",
            "The request body is over the size limit. Split it into smaller requests.",
        ),
        ErrorCode.BODY_INCOMPLETE: Sentence(
            400, "Isi permintaan terputus sebelum lengkap.", "The request body broke off before it was complete."
        ),
        ErrorCode.MALFORMED_JSON: Sentence(
            400,
            "Isi permintaan bukan JSON yang sah (satu objek, UTF-8), sehingga tidak dapat diperiksa.",
            "The request body is not valid JSON (one object, UTF-8), so it cannot be inspected.",
        ),
        ErrorCode.MALFORMED_FORM: Sentence(
            400,
            "Isi permintaan bukan formulir (multipart/form-data) yang sah, sehingga tidak dapat diperiksa.",
            "The request body is not a valid form (multipart/form-data), so it cannot be inspected.",
        ),
        ErrorCode.DUPLICATE_KEY: Sentence(
            400,
            "Ada nama yang muncul dua kali dalam satu objek JSON. Isi seperti itu dapat dibaca dengan dua cara, sehingga ditolak.",
            "A name occurs twice in one JSON object. Such a body can be read in two ways, so it is refused.",
        ),
        ErrorCode.TOO_DEEP: Sentence(
            400,
            "JSON bersarang terlalu dalam atau berisi terlalu banyak bagian (paling dalam 200 tingkat, paling banyak 100.000 bagian).",
            "The JSON is nested too deeply or has too many parts (at most 200 levels and 100,000 parts).",
        ),
        ErrorCode.NOT_INSPECTABLE: Sentence(
            400,
            "Permintaan memuat gambar, suara, berkas, atau teks yang tidak dapat diperiksa, sehingga tidak dikirim. "
            "Kirim isinya sebagai teks biasa, teks panjang dalam beberapa bagian.",
            "The request holds an image, audio, a file or a text that cannot be inspected, so it was not sent. "
            "Send its content as plain text, a long one in parts.",
        ),
        ErrorCode.PERSONAL_DATA_IN_IDENTIFIER: Sentence(
            400,
            "Data pribadi ditemukan pada bagian yang harus dikirim apa adanya (misalnya nama model, nama fungsi, atau id). "
            "Hapus data itu dari sana.",
            "Personal data was found in a part that must be sent unchanged (such as a model name, function name or id). "
            "Remove it from there.",
        ),
        ErrorCode.SERVER_SIDE_STATE: Sentence(
            400,
            "Percakapan yang disimpan di layanan AI belum didukung, sehingga permintaan tidak dikirim. Kirim ulang seluruh percakapan "
            "tanpa merujuk jawaban sebelumnya.",
            "Conversations that the AI service keeps are not supported, so the request was not sent. Send the whole conversation "
            "without referring to an earlier answer.",
        ),
        ErrorCode.THREAD_UNKNOWN: Sentence(
            400,
            "Percakapan yang dirujuk tidak dikenal atau sudah kedaluwarsa, sehingga permintaan tidak dikirim. Mulailah percakapan baru, "
            "atau kirim ulang seluruh percakapan.",
            "The conversation referred to is unknown here or has expired, so the request was not sent. Begin a new one, or send the whole "
            "conversation again.",
        ),
        ErrorCode.UNKNOWN_MODEL: Sentence(
            404,
            "Tidak ada layanan AI yang dikonfigurasi untuk model ini. Lihat daftar model di /v1/models.",
            "No AI service is configured for this model. See the list of models at /v1/models.",
        ),
        ErrorCode.REASON_REQUIRED: Sentence(
            400,
            "Kebijakan instansi meminta alasan tertulis untuk permintaan ini, sehingga belum dikirim. Kirim ulang dengan header "
            "`x-guardrail-reason`: satu kalimat tentang keperluannya, tanpa data pribadi. Alasan itu tidak diteruskan dan tidak disimpan.",
            "Your agency's policy asks for a written reason for this request, so it was not sent yet. Send it again with the header "
            "`x-guardrail-reason`: one sentence on what it is needed for, without personal data. It is neither passed on nor kept.",
        ),
        ErrorCode.REASON_NOT_CLEAN: Sentence(
            400,
            "Alasan pada header `x-guardrail-reason` memuat data pribadi, sehingga permintaan tidak dikirim. Tulis alasan tanpa data itu.",
            "The reason in the header `x-guardrail-reason` holds personal data, so the request was not sent. Write one without it.",
        ),
        ErrorCode.NO_DESTINATION: Sentence(
            400,
            "Menurut kebijakan instansi, permintaan ini hanya boleh diproses layanan AI tertentu (misalnya di dalam negeri), dan tidak ada "
            "layanan seperti itu untuk model ini. Tidak ada yang dikirim. Pilih model lain atau hubungi pengelola.",
            "By your agency's policy only certain AI services (such as domestic ones) may process this request, and none of them serves "
            "this model. Nothing was sent. Choose another model or contact your administrator.",
        ),
        ErrorCode.CLIENT_GONE: Sentence(499, "Sambungan diputus oleh klien.", "The client closed the connection."),
        ErrorCode.ANSWER_BLOCKED: Sentence(
            400,
            "Jawaban layanan AI memuat data yang tidak boleh diteruskan menurut kebijakan instansi, sehingga jawaban itu ditahan.",
            "The answer of the AI service holds data that your agency's policy does not let through, so the answer was held.",
        ),
        ErrorCode.DETECTOR_ERROR: Sentence(
            503,
            "Pemeriksaan data pribadi gagal, sehingga tidak ada yang dikirim ke layanan AI. Laporkan nomor kejadian kepada pengelola.",
            "The check for personal data failed, so nothing was sent to the AI service. Report the event id to your administrator.",
        ),
        ErrorCode.AUDIT_UNAVAILABLE: Sentence(
            503,
            "Catatan audit tidak dapat ditulis, sehingga tidak ada yang dikirim ke layanan AI. Coba kembali beberapa saat lagi.",
            "The audit log cannot be written, so nothing was sent to the AI service. Try again shortly.",
            retry=True,
        ),
        ErrorCode.POLICY_UNAVAILABLE: Sentence(
            503,
            "Tidak ada kebijakan yang berlaku untuk instansi Anda, sehingga tidak ada yang dikirim. Hubungi pengelola.",
            "No policy is in force for your agency, so nothing was sent. Contact your administrator.",
        ),
        ErrorCode.INTERNAL_ERROR: Sentence(
            503,
            "guardrail mengalami kesalahan, sehingga permintaan dihentikan. Laporkan nomor kejadian kepada pengelola.",
            "guardrail met an error, so the request was stopped. Report the event id to your administrator.",
        ),
        ErrorCode.OVERLOADED: Sentence(
            503, "guardrail sedang terlalu sibuk. Coba kembali beberapa saat lagi.", "guardrail is too busy. Try again shortly.", retry=True
        ),
        ErrorCode.SERVER_STOPPING: Sentence(
            503,
            "guardrail sedang dimatikan atau dimulai ulang, sehingga jawaban layanan AI tidak selesai diteruskan. Coba kembali.",
            "guardrail is being stopped or restarted, so the AI service's answer was not passed on to its end. Try again.",
            retry=True,
        ),
        ErrorCode.UPSTREAM_UNREACHABLE: Sentence(
            502,
            "Layanan AI tidak dapat dihubungi. Coba kembali beberapa saat lagi.",
            "The AI service cannot be reached. Try again later.",
            retry=True,
        ),
        ErrorCode.UPSTREAM_UNTRUSTED: Sentence(
            502,
            "Sambungan aman (TLS) ke layanan AI gagal: sertifikatnya tidak dipercaya atau protokolnya terlalu tua, sehingga tidak ada yang "
            "dikirim. Pengelola perlu memeriksa `base_url` dan `ca_file`.",
            "The secure connection (TLS) to the AI service failed: its certificate is not trusted or its protocol is too old, so nothing "
            "was sent. The administrator needs to check `base_url` and `ca_file`.",
        ),
        ErrorCode.UPSTREAM_PAUSED: Sentence(
            503,
            "Layanan AI berulang kali tidak dapat dihubungi, sehingga untuk sementara tidak dipanggil. Coba kembali sebentar lagi.",
            "The AI service could not be reached several times, so it is left alone for a moment. Try again shortly.",
            retry=True,
        ),
        ErrorCode.UPSTREAM_TIMEOUT: Sentence(
            504,
            "Layanan AI terlalu lama menjawab. Coba lagi, atau persingkat permintaan.",
            "The AI service took too long to answer. Try again, or shorten the request.",
            retry=True,
        ),
        ErrorCode.UPSTREAM_CUT: Sentence(
            502,
            "Sambungan ke layanan AI terputus sebelum jawabannya lengkap. Coba lagi.",
            "The connection to the AI service broke off before its answer was complete. Try again.",
            retry=True,
        ),
        ErrorCode.UPSTREAM_INVALID: Sentence(
            502,
            "Layanan AI memberikan jawaban yang tidak dapat dibaca, sehingga jawaban itu tidak diteruskan.",
            "The AI service gave an answer that cannot be read, so it was not passed on.",
        ),
        ErrorCode.UPSTREAM_REFUSED_KEY: Sentence(
            502,
            "Layanan AI menolak kunci milik instansi. Pengelola perlu memeriksa `api_key_file` pada konfigurasi.",
            "The AI service refused the agency's own key. The administrator needs to check `api_key_file` in the configuration.",
        ),
        ErrorCode.UPSTREAM_ERROR: Sentence(
            502, "Layanan AI melaporkan kesalahan yang tidak dapat dibaca.", "The AI service reported an error that cannot be read."
        ),
    }
)


class Refusals:
    """The sentences above, as the pipeline and the proxy ask for them."""

    def status(self, code: ErrorCode) -> int:
        return _SENTENCES[code].status

    def retry_helps(self, code: ErrorCode) -> bool:
        return _SENTENCES[code].retry

    def words(self, code: ErrorCode) -> str:
        """The sentence of a code alone, where no call came about that could have an event id."""
        entry = _SENTENCES[code]
        return f"{entry.id} | {entry.en}"

    def sentence(self, code: ErrorCode, event: str, reasons: Sequence[Reason] = ()) -> str:
        """All that the caller is told: the sentence of the code, the words of the rules that spoke, and the event id."""
        entry = _SENTENCES[code]
        spoken = [reason.message for reason in reasons]
        indonesian = dict.fromkeys([entry.id, *(message["id"] for message in spoken if "id" in message)])
        english = dict.fromkeys([entry.en, *(message["en"] for message in spoken if "en" in message)])
        return f"{' '.join(indonesian)} (Nomor kejadian: {event}) | {' '.join(english)} (Event id: {event})"
