from __future__ import annotations

import pytest

from guardrail.detect.recognizer import Plan
from guardrail.detect.recognizers.address import AddressRecognizer

_PLAN = Plan([AddressRecognizer()])

FOUND = [
    (
        ("Rumah saya di Jl. Cempaka Putih No. 18 RT 04/RW 02, Kel. Sampangan, Kec. Gajahmungkur, Kota Semarang 50232, mohon dicek."),
        ["Jl. Cempaka Putih No. 18 RT 04/RW 02, Kel. Sampangan, Kec. Gajahmungkur, Kota Semarang 50232"],
    ),
    (
        "Alamat : Gg. Delima III No. 7, Kelurahan Tegalsari, Surabaya",
        ["Gg. Delima III No. 7, Kelurahan Tegalsari, Surabaya"],
    ),
    (
        "pemohon tinggal di jl. anggrek 5 no 12 rt 3 rw 8 kel. bugangan kec. semarang timur sudah 3 tahun",
        ["jl. anggrek 5 no 12 rt 3 rw 8 kel. bugangan kec. semarang timur"],
    ),
    (
        "ALAMAT: JLN VETERAN GG BUNTU NO.4 RT.007 RW.003 KEL. PURWODADI KEC. BLIMBING KOTA MALANG",
        ["JLN VETERAN GG BUNTU NO.4 RT.007 RW.003 KEL. PURWODADI KEC. BLIMBING KOTA MALANG"],
    ),
    (
        "Domisili Perumahan Graha Kencana Blok AB-12, Balearjosari, Blimbing, Kota Malang, Jawa Timur 65126.",
        ["Perumahan Graha Kencana Blok AB-12, Balearjosari, Blimbing, Kota Malang, Jawa Timur 65126"],
    ),
    (
        ("Kepada Yth. Ibu Sulastri Handoko\nJl. Wijaya Kusuma 14\nKelurahan Jebres, Kecamatan Jebres\nSurakarta 57126\n\nDengan hormat,"),
        ["Jl. Wijaya Kusuma 14\nKelurahan Jebres, Kecamatan Jebres\nSurakarta 57126"],
    ),
    (
        "alamat saya dsn krajan rt 2 rw 1 ds. kedungjati kec. kedungjati kab. grobogan nomor hp menyusul",
        ["dsn krajan rt 2 rw 1 ds. kedungjati kec. kedungjati kab. grobogan"],
    ),
    (
        ("Warga bernama Parjo beralamat di Dukuh Ngasem RT 05/02 Desa Gondang Kecamatan Gondang Kabupaten Sragen belum menerima bantuan."),
        ["Dukuh Ngasem RT 05/02 Desa Gondang Kecamatan Gondang Kabupaten Sragen"],
    ),
    (
        '{"nama":"Suparti","alamat":"Kp. Cibitung RT 003/011 Ds. Wanajaya Kec. Cibitung Kab. Bekasi","umur":"41"}',
        ["Kp. Cibitung RT 003/011 Ds. Wanajaya Kec. Cibitung Kab. Bekasi"],
    ),
    (
        'nama,alamat,hp\nRudi Hartawan,"Jl. Kutilang 9, Gedong Kiwo, Mantrijeron",081234567001',
        ["Jl. Kutilang 9, Gedong Kiwo, Mantrijeron"],
    ),
    (
        "Alamat\t: LINGKUNGAN PEGADUNGAN RT 002 RW 004\nKel/Desa\t: CIWEDUS\nKecamatan\t: CILEGON\nAgama\t: ISLAM",
        ["LINGKUNGAN PEGADUNGAN RT 002 RW 004"],
    ),
    (
        "Alamat : KP. PASIR ANGIN\nRT/RW : 001/006\nKel/Desa : CIPAYUNG\nKecamatan : MEGAMENDUNG",
        ["KP. PASIR ANGIN", "001/006"],
    ),
    (
        "Ibu Lasmi menetap di Banjar Kaja, Desa Sanur Kauh, Denpasar Selatan bersama ketiga anaknya.",
        ["Banjar Kaja, Desa Sanur Kauh, Denpasar Selatan"],
    ),
    (
        "He lives at Jalan Pattimura No. 77, Ternate, Maluku Utara 97714 with his wife.",
        ["Jalan Pattimura No. 77, Ternate, Maluku Utara 97714"],
    ),
    (
        "Saya ngekos di Gang Mawar 2 No. 31B, Pogung Lor, Sleman, kamar nomor 4.",
        ["Gang Mawar 2 No. 31B, Pogung Lor, Sleman"],
    ),
    (
        "alamate RT 03 RW 07 Dusun Plosorejo, cedhak mesjid",
        ["RT 03 RW 07 Dusun Plosorejo"],
    ),
    (
        "Omahku Dukuh Kalibeber RT 1/4 Desa Kalibeber, Mojotengah, Wonosobo.",
        ["Dukuh Kalibeber RT 1/4 Desa Kalibeber, Mojotengah, Wonosobo"],
    ),
    (
        "Paket dikirim ke Jl Raya Bogor KM 27 No 88 RT 01 RW 09, Ciracas, Jakarta Timur 13740 atas nama Denny.",
        ["Jl Raya Bogor KM 27 No 88 RT 01 RW 09, Ciracas, Jakarta Timur 13740"],
    ),
    (
        "INSERT INTO warga VALUES ('Tarno', 'JL. SEROJA NO. 45 RT 06 RW 01', '0812000');",
        ["JL. SEROJA NO. 45 RT 06 RW 01"],
    ),
    (
        "Rumah Bapak Mulyono (Jl. Nusa Indah 22, Kel. Kraton) terendam banjir 40 cm.",
        ["Jl. Nusa Indah 22, Kel. Kraton"],
    ),
    (
        "KTP dengan alamat Komplek Polri Blok D2 No 5 Jagakarsa Jakarta Selatan",
        ["Komplek Polri Blok D2 No 5 Jagakarsa Jakarta Selatan"],
    ),
    (
        "rumah ortu di gg melati 4 rt 5 rw 2 pekalongan utara mas",
        ["gg melati 4 rt 5 rw 2 pekalongan utara"],
    ),
    (
        "Tempat tinggal: Apartemen Kalibata Tower Damar Lt. 12 No. 1205, Pancoran, Jakarta Selatan",
        ["Apartemen Kalibata Tower Damar Lt. 12 No. 1205, Pancoran, Jakarta Selatan"],
    ),
    (
        "warga kami, Yustinus, alamat Jln. Trikora RT 008 RW 002 Kelurahan Kampung Baru Distrik Nabire",
        ["Jln. Trikora RT 008 RW 002 Kelurahan Kampung Baru Distrik Nabire"],
    ),
    (
        "alamat tagihan: Perum Bukit Asri B3/17, Cilame, Ngamprah, Bandung Barat 40552",
        ["Perum Bukit Asri B3/17, Cilame, Ngamprah, Bandung Barat 40552"],
    ),
    (
        "terlapor berdomisili di Lorong Sepakat No. 10, Kel. Kasang, Kec. Jambi Timur, Kota Jambi",
        ["Lorong Sepakat No. 10, Kel. Kasang, Kec. Jambi Timur, Kota Jambi"],
    ),
    (
        "Ahli waris: Maimunah, Jorong Koto Tinggi, Nagari Lasi, Kec. Candung, Kab. Agam.",
        ["Jorong Koto Tinggi, Nagari Lasi, Kec. Candung, Kab. Agam"],
    ),
    (
        "saya tinggal di perumahan griya permata blok c no 9 dekat pasar",
        ["perumahan griya permata blok c no 9"],
    ),
    (
        (
            "Alamat domisili saksi: Jalan Sultan Hasanuddin Nomor 31, RT 02, Kelurahan Baru, Kabupaten Kotawaringin "
            "Barat, Provinsi Kalimantan Tengah"
        ),
        ["Jalan Sultan Hasanuddin Nomor 31, RT 02, Kelurahan Baru, Kabupaten Kotawaringin Barat, Provinsi Kalimantan Tengah"],
    ),
    (
        ("1. Sumiyati | Dk. Sidorejo RT 04 RW 01 | 3312045607700012\n2. Paimin | Dk. Sidorejo RT 05 RW 01 | 3312040101600034"),
        ["Dk. Sidorejo RT 04 RW 01", "Dk. Sidorejo RT 05 RW 01"],
    ),
    (
        "kami sekeluarga pindah ke Jl. Garuda 3 No. 2, Desa Pagerwojo, Buduran, Sidoarjo 61252 sejak Maret",
        ["Jl. Garuda 3 No. 2, Desa Pagerwojo, Buduran, Sidoarjo 61252"],
    ),
    (
        "Yth. Bpk. Dadang Suherman\nKampung Babakan RT 02/RW 10\nDesa Cimanggu, Kec. Cimanggu\nKabupaten Pandeglang",
        ["Kampung Babakan RT 02/RW 10\nDesa Cimanggu, Kec. Cimanggu\nKabupaten Pandeglang"],
    ),
    (
        "lahir di Kudus, alamat Ds. Loram Kulon RT 3 RW 2 Kec. Jati, agama Islam",
        ["Ds. Loram Kulon RT 3 RW 2 Kec. Jati"],
    ),
    (
        "Bu RT, rumah Bu Narti yang Jl. Tulip 6 No. 3 bocor atapnya",
        ["Jl. Tulip 6 No. 3"],
    ),
    (
        "the claimant, residing at Gajah Mada Street No. 15, Pontianak, West Kalimantan",
        ["Gajah Mada Street No. 15, Pontianak, West Kalimantan"],
    ),
    (
        "tn. wayan, hindu, wni, alamat jl. kamboja no 3",
        ["jl. kamboja no 3"],
    ),
]

PASSED_OVER = [
    "Perbaikan Jl. Pemuda sepanjang 2 km akan dimulai bulan depan.",
    "Kecelakaan terjadi di Jalan Raya Solo-Yogya KM 12 pada dini hari.",
    "Kantor Dinas Sosial, Jl. Pahlawan No. 12 Semarang, buka pukul 08.00.",
    "PEMERINTAH KOTA SALATIGA\nDINAS PENDIDIKAN\nJl. Letjend Sukowati No. 51 Salatiga 50724 Telp. (0298) 326662",
    "Rapat dihadiri Ketua RT 02 dan Ketua RW 06.",
    "Desa Sukamaju, Kecamatan Cibadak, Kabupaten Sukabumi memiliki 12 dusun.",
    "RT 03 menjadi juara lomba kebersihan tingkat RW 05.",
    "jalan keluar dari masalah ini belum ditemukan",
    "Pelatihan digelar di Hotel Grand, Jl. Malioboro No. 60, Yogyakarta.",
    "Pembangunan drainase Jl. Merdeka No. ruas 014 senilai Rp 2 miliar",
    "Kerja bakti warga RW 05 Kelurahan Bugel dilaksanakan Minggu.",
    "Puskesmas Manahan beralamat di Jl. Sri Gunting VII No. 1 Banjarsari Surakarta.",
    "Jalan tol Semarang-Demak, Jalan Nasional 1 dan Jl. Lingkar Selatan ditutup.",
    "Kampung KB di Kabupaten Batang mendapat penghargaan.",
    "Program kampung iklim di Dusun Gempol, Desa Karanganyar, berjalan baik.",
    "Blok M dan Blok A adalah stasiun MRT.",
    "Sekretariat PPID: Jl. Taman Menteri Supeno No. 2, Semarang.",
    "SD Negeri 3 Kuta Jl. Raya Kuta No. 100 merenovasi ruang kelas.",
    "Pohon tumbang di Jl. Dr. Cipto depan SPBU sudah ditangani BPBD.",
    "jalan 5 menit dari kantor",
    "Alamat email kantor: ppid@contoh.go.id, alamat IP server 127.0.0.1",
    "Pengaspalan dilakukan di Jl. Mawar RT 02 RW 03 oleh Dinas PU.",
    "Perumahan bersubsidi di Kabupaten Bekasi meningkat 12 persen.",
    "Dusun terbanyak ada di Kecamatan Wonosari.",
    "Bandar udara Ahmad Yani, jalan menuju bandara macet.",
]


def found(text: str) -> list[str]:
    places = {(result.start, result.end) for result in _PLAN.results(text)}
    return [text[start:end] for start, end in sorted(places)]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds(text: str, expected: list[str]) -> None:
    """Where somebody lives is one span, from the street, hamlet or RT/RW to its last part."""
    assert found(text) == expected


@pytest.mark.parametrize("text", PASSED_OVER)
def test_passes_over(text: str) -> None:
    """Places, offices, roads under repair and scenes of events are nobody's address."""
    assert found(text) == []
