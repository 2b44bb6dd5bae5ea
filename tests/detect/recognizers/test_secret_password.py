from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_password import SecretPasswordRecognizer

PASSWORD = SecretPasswordRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password: Uji#Rahasia99", "Uji#Rahasia99"),
        ("kata sandi adalah Jateng2026!", "Jateng2026!"),
        ("pwd=fiktif_123", "fiktif_123"),
        ("p a s s w o r d = Uji#Rahasia99", "Uji#Rahasia99"),
        ("kata  sandi\t:\tUji#Rahasia99", "Uji#Rahasia99"),
        ('Kata sandi basis data produksi kita "Klaten#1945x", kenapa ditolak?', "Klaten#1945x"),
        ("DB_PASSWORD=s3mbunyi, JWT", "s3mbunyi"),
        ("DB_PASS=rahasiakita\nDB_HOST=db", "rahasiakita"),
        ("user admin password: rahasiakita\n", "rahasiakita"),
        ('{"username": "budi", "password": "rahasiakita"}', "rahasiakita"),
        ("u=budi@contoh.id&password=Kudus#749#'", "Kudus#749#"),
        ("spring.datasource.password=Blora!1324#", "Blora!1324#"),
        ("pakai ini dulu, user penguji02 password Demak#8959!", "Demak#8959!"),
        ("kata sandi Wi-Fi ruang rapat adalah P@ssw0rd@826# dan", "P@ssw0rd@826#"),
        ("Password Wi-Fi kantor: dinas2024", "dinas2024"),
        ("mysql -u root --password=Tegal#88", "Tegal#88"),
        ("Server=db;User Id=sa;Password=Sql#2019x;", "Sql#2019x"),
        ("ganti password menjadi Kudus#2291", "Kudus#2291"),
        ("passwordnya 123456", "123456"),
        ("sandine Bojonegoro_77", "Bojonegoro_77"),
        ("passworde Jepara2024", "Jepara2024"),
        ("user simpeg01 kata sandi Brebes2026", "Brebes2026"),
        ("User: admin\nPass: Adm1n#77", "Adm1n#77"),
        ("dbPassword: 'Xy7!kkl2'", "Xy7!kkl2"),
        ("PGPASSWORD=s1pd_99", "s1pd_99"),
        ("<password>Uji#Rahasia99</password>", "Uji#Rahasia99"),
        ("passphrase TTE saya Bsre#2219", "Bsre#2219"),
        ("the password is Xk7-blue-42", "Xk7-blue-42"),
    ],
)
def test_finds_the_value(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The value alone, however it is tied to its label."""
    assert values(PASSWORD, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("kebijakan kata sandi: minimal 12 karakter", "lupa password adalah masalah", "password: <isi di sini>"),
        *("reset kata sandi: lewat menu", "Password: ", "Masukkan password Anda:", "password=${DB_PASS}", "DB_PASSWORD=ganti_saya, tolong"),
        *("password: ********", "password: [REDACTED]", "password: (kosong)", "password: [[SECRET_7F3KQ9ZD]]", "{{ password }}"),
        *("jangan kirim kata sandi atau OTP di sini", "password minimal 8 karakter dan mengandung angka", "Password harus 8-12 karakter"),
        *(
            "password di-hash dengan SHA256",
            "password = request.form['password']",
            "password=os.environ['DB_PASS']",
            "password: str = None",
        ),
        *("password VARCHAR(255)", "'password' => 'required|min:8'", "password = getpass()", "connect(user=user, password=password)"),
        *('"password": "Kata sandi wajib diisi"', "password=self.password", "login username password admin"),
        *("Nama pengguna dan kata sandi dikirim ke budi@contoh.id", "Reset password saya, user moh.ilham@contoh.go.id"),
        *("password file Laporan_2024.pdf", "password policy v2.1", "password Office365 saya lupa", "password akun SIASN saya terkunci"),
        *("Boarding pass: QZ8501", "Passing grade: 350", "Sandi: oke 2024 ya", "Sandi: 081200009901", "Balai Sandi Negara 2024"),
        *("Persandian 2024", "Kata sandi diganti setiap 90 hari", "Contoh kata sandi: Tr0ub4dor&3", "kata sandi Permendagri 77/2020"),
        *("Wi-Fi password: lihat papan", "SSID: Diskominfo, Password: tanya resepsionis", "paspor A1234567", "pass: 120 orang"),
        *(
            '{"username": "required", "password": "required"}',
            "password:\nNama: Budi99!x",
            "bypass=Ax9#1234",
            "Password default: NIP18digit",
        ),
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Placeholders, code, explanations, forms and people called Sandi are no password."""
    assert values(PASSWORD, text) == []
