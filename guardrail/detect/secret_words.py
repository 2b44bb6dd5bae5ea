"""Words around secrets in office text and configuration: what explains, what asks, what stands in for a secret.

Data only. All in lower case.
"""

from __future__ import annotations

__all__ = ["COPULAS", "EXPLAINING", "FIELD_NAMES", "FILLERS", "NOT_CODES", "NOT_SHORT", "PIN_OF", "QUALIFIERS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUALIFIERS = _words(
    """lama baru default awal
    email surel akun zoom meet rapat meeting webinar wifi wi-fi aplikasi komputer laptop hp server router simpeg siak sipd
    sementara saya kami kita aku kamu anda beliau terbaru sekarang saat ini masih tetap tadi kemarin asli
    lamaku barunya lamanya anyar lawas kula enggal is was to the new old current temporary my our admin root"""
)
"""May stand between a label and its password where nothing else ties them."""

EXPLAINING = _words(
    """berlaku sampai hingga versi menggunakan memakai dengan algoritma hash enkripsi metode format standar panjang minimal maksimal
    setiap tanggal sejak contoh contohnya misalnya misal seperti example like such using with kebijakan policy aturan pedoman
    permen perban pasal nomor no surat peraturan panduan tahun versi port rfc iso terdiri mengandung kombinasi pola"""
)
"""Make of a label and a value a sentence about passwords."""

NOT_SHORT = _words("""boarding by bus ski press gate all jalan lembaga badan balai dinas pak bu mas mbak bapak ibu sdr saudara""")
"""Before "pass" or "sandi" they make it another word or a person's name."""

NOT_CODES = _words(
    """polio imunisasi pekan sasaran capaian cakupan dosis lencana korpri emas garuda perak logam bros sebanyak sejumlah jumlah seharga
    harga berlaku terdiri minimal maksimal digit tahun putaran pos rp rupiah total anggaran pengadaan cetak beli sampai hingga
    pukul jam tanggal hubungi telepon telp hp wa call sms nomor no ke contoh contohnya misalnya example pasal peraturan
    perwal perbup versi gpio port kabel kaki header konektor seri tiket antrean antrian ditolak gagal percobaan dalam selama
    setelah"""
)
"""Between label and number they make it another number than a PIN or a code."""

PIN_OF = _words(
    """atm brankas saya kami kita aku anda beliau kartu debit kredit m-banking mobile banking mbanking internet akun hp ponsel rekening
    bank bca bri mandiri bni bsi btn jateng jatim bjb dki lama baru awal default sementara arsip ruang pintu lemari login aplikasi
    transaksi livin brimo dana ovo gopay shopeepay sim wifi wi-fi tablet laptop gudang server kas token bendahara tte sertifikat
    elektronik is my the ibu bapak pegawai bpjs jkn sy gw ane aplikasinya
    lemari brangkas gembok pagar gerbang ruangan blm belum ganti diganti masih msh tetap tetep pake pakai"""
)
"""Whose PIN it may be: without a colon or a copula a number behind other words is none."""

FILLERS = _words(
    """your anda kamu isi isikan diisi ganti gantilah ubah masukkan disini sini here placeholder example contoh sample changeme change
    replace redacted masked hidden dummy insert enter todo tbd none null nil undefined true false kosong empty n/a password passwd
    pass pwd sandi secret token key apikey username user string str text varchar char required optional nullable invalid wajib
    harus tidak bukan salah benar minimal maksimal opsional terenkripsi encrypted hash hashed hashing bcrypt sensor disensor
    rahasiakan lupa reset default aktif nonaktif kuat lemah aman sama baru lama expired kedaluwarsa kadaluarsa ada belum sudah
    yang lewat melalui kombinasi panjang huruf angka simbol karakter sekurang sekurangnya kurangnya diperlukan dibutuhkan
    confirmed confirm konfirmasi min max object integer int bool boolean number type field input form label value nilai credential
    credentials bearer basic"""
)
"""Stand where a secret would stand, and are none."""

COPULAS = _words("""adalah ialah yaitu yakni is was jadi menjadi yoiku inggih""")

FIELD_NAMES = _words(
    """password passwd passphrase pass pwd sandi pin otp cvv cvc secret token apikey key agama religion kepercayaan goldar darah status"""
)
"""Names of fields, in a JSON object or a form, whose value is a secret or is one of what recognizers find only behind its label."""
