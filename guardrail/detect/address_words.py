"""Words of Indonesian addresses: what begins their parts, what ends their names, whose address it is. Data only, lower case."""

from __future__ import annotations

from enum import Enum

from .name_words import NOT_NAMES

__all__ = [
    "HOMES",
    "KINDS",
    "NOT_FIRST",
    "NOT_IN_LOWER",
    "NOT_IN_NAMES",
    "OFFICES",
    "OWNED",
    "PUBLIC_ROADS",
    "ROADS",
    "SUFFIXES",
    "TITLES_IN_NAMES",
    "Kind",
]


class Kind(Enum):
    """Parts of an address. The first five tell where somebody lives; the others are only places, or belong to one of the five."""

    STREET = "street"
    HAMLET = "hamlet"
    ESTATE = "estate"
    BLOCK = "block"
    NEIGHBOURHOOD = "rt/rw"
    NUMBER = "number"
    ADMIN = "admin"
    PLACE = "place"
    POSTCODE = "postcode"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[str, Kind] = {
    **dict.fromkeys(_words("jl jln jalan jlan"), Kind.STREET),
    **dict.fromkeys(
        _words(
            """dusun dsn dukuh dkh dk padukuhan pedukuhan kampung kp kmp kampong lingkungan lingk banjar br jorong lorong lrg gang gg
            gampong dusunnya korong rw"""
        ),
        Kind.HAMLET,
    ),
    **dict.fromkeys(
        _words("perum perumahan perumnas komplek kompleks apartemen apartment apt rusun rusunawa rusunami asrama cluster klaster"),
        Kind.ESTATE,
    ),
    **dict.fromkeys(_words("blok blk"), Kind.BLOCK),
    **dict.fromkeys(_words("rt rtrw"), Kind.NEIGHBOURHOOD),
    **dict.fromkeys(_words("no nomor nomer kav kavling km lt lantai tower unit kamar"), Kind.NUMBER),
    **dict.fromkeys(
        _words(
            """desa ds kelurahan kel kalurahan nagari pekon kecamatan kec kapanewon kemantren distrik kabupaten kab kota kotamadya kodya
            provinsi propinsi prov"""
        ),
        Kind.ADMIN,
    ),
}
"""First word of a part -> its kind. ``rw`` begins one only behind ``rt``."""

TITLES_IN_NAMES = _words(
    """kh k h hj dr drs prof ir r ra rm w m moh muh st s jend jenderal let letjen letjend may mayjen mayjend brigjen kol kapt kap lettu
    serma gen tgk tgh i gst ida dt dip abd ki nyi pangeran p mt hr hm"""
)
"""Before the full stops in "Jl. Letjen. S. Parman"."""

NOT_FIRST = _words(
    """yang dan di ke dari pada untuk dengan oleh dalam sebagai adalah atau juga sudah telah belum akan sedang tidak bukan bisa dapat harus
    nama nik ktp kk npwp nip telp telepon tlp hp wa email alamat umur usia agama status pekerjaan jenis tempat tanggal tgl ttl kami
    kita saya
    ini itu tersebut atas kerja lain mana masing setempat sendiri"""
)
"""Never the first word of a name, not even capitalised."""

NOT_IN_NAMES = (
    (
        NOT_NAMES
        - _words(
            """negara bangsa dalam atas bawah ibu sekolah gubernur presiden menteri guru tentara polisi bupati pegawai penata
            universitas masjid
        dewan gedung rumah tangga agustus juli mei april maret bapak kandung pertiwi lama dosen mahasiswa dokter bidan toko koperasi kota
        kampung baru kepala jaksa hakim kawasan pasar minggu senin rabu kamis jumat sabtu"""
        )
    )
    | (NOT_FIRST - {"dalam", "atas"})
    | _words(
        """sebelah seberang depan belakang samping dekat rusak lubang berlubang macet banjir bocor terendam pak mbak kak with and of at
        is was
    email wni wna pemilik penghasilan gaji kena sudah selama sejak sepanjang sekitar arah menuju milik luas belum telah masih yaitu yakni
    senilai akan hp wa cp nik ttd tgl pajak njop nop"""
    )
)
"""Never a later word inside the name of a street or a village."""

NOT_IN_LOWER = NOT_IN_NAMES | _words(
    """deket cedhak dkt hub hubungi mau minta bantu tolong tlg mas bos nya gan ok oke ya yg yang dgn utk tdk gak ga nggak sing lan karo
    kalih kaliyan sampun wis adalah juga tsb aja wae ngan teu abdi kula bu"""
)
"""Never inside a name that is written in lower case."""

PUBLIC_ROADS = _words(
    "tol nasional provinsi kabupaten lingkar arteri desa lingkungan keluar masuk rusak depan menuju di ke yang utama kampung"
)
"""Behind "jalan" they make it no street of that name."""

SUFFIXES = _words(
    """utara selatan barat timur tengah baru lama raya kidul lor wetan kulon hilir hulu dalam luar indah asri permai jaya makmur mulya sari
    agung kaler girang besar kecil tua pusat kota asih rejo sakti"""
)
"""Second words of names, where letter case does not show how far a name goes."""

HOMES = _words(
    """alamat alamate alamatnya alamatku alarnat alamatipun beralamat tinggal tinggale tinggalnya domisili berdomisili kediaman rumah
    rumahnya rumahku rumahe rmh omah omahe omahku omahnya griya griyane griyanipun griyo dalem kos kost ngekos ngontrak kontrakan kontrak
    residing resides reside lives living live address home lived menetap bertempat bermukim mukim dumunung manggen ortu orangtua
    pindah dikirim kirim kostnya rumahmu imah bumi bumina padumukan house residence flat letak tanahnya lahannya sawahnya warungnya
    kiosnya tokonya usahanya"""
)
"""Nearest before an address, they say that somebody lives there."""

OFFICES = _words(
    """kantor dinas badan balai rsud rs rsu rsup rsia rsj puskesmas pustu klinik sd sdn smp smpn sma sman smk smkn mts man mi tk paud
    sekolah universitas kampus politeknik hotel toko restoran resto kafe warung gedung aula sekretariat pt cv ud bank masjid musala gereja
    pura vihara pasar terminal stasiun gudang pabrik upt uptd dinkes diskominfo instansi pemerintah pemkab pemkot pemprov polsek polres
    polda koramil kodim posyandu gor stadion lapangan apotek spbu perusahaan yayasan pesantren ponpes kementerian biro bappeda bkd bpkad
    inspektorat setda lembaga komisi pengadilan kejaksaan museum perpustakaan cabang unit loket mpp office hospital headquarters
    sanggar studio bengkel salon koperasi sentra venue makan sakit makam tpu tps"""
)
"""Nearest before an address, they say that it is an office's, a school's, a firm's."""

OWNED = _words("pemilik pengusaha mempunyai memiliki punya usaha buka membuka usahane")
"""Before an office's word they make it the business of a person."""

ROADS = _words(
    """perbaikan pembangunan peningkatan rehabilitasi pemeliharaan pelebaran pengaspalan drainase saluran gorong trotoar ruas proyek
    kecelakaan macet kemacetan sepanjang simpang perempatan pertigaan lampu kerusakan rusak lubang berlubang jembatan genangan pohon laka
    lantas melintas melintasi arah menuju lokasi tkp parkir cctv persimpangan ditutup penutupan terjadi pekerjaan paket kerja bakti ketua
    pengurus lomba antara segmen titik talud pju penerangan rambu bundaran pengecoran paving betonisasi normalisasi sungai
    kegiatan pasang pemasangan tiang galian pipa jalur rute via melalui lewat demonstrasi unjuk rasa razia tilang posko kebakaran
    pelatihan sosialisasi program festival karnaval bazar"""
)
"""Nearest before an address, they say that something happens or is built there."""
