"""Parts of Indonesian names that are everyday words too. Data only; all in lower case."""

from __future__ import annotations

__all__ = ["ALSO_WORDS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALSO_WORDS = _words(
    """abadi abu adam adik adil agung ahad ahli air ajeng akar akbar alam ali alim amal aman ampuh anak andalan anggun angin angkasa
    antara anugerah arah arif arum asa asih asli asmara asri atas awan ayah ayu bagus bahagia bahari baik bakti bambang bangsa
    bangun banyak barat baru batara batu bayu belia benar berani berkah berkat berlian bersama besar bestari bijak bima bintang biru
    buana budi budiman bukit bulan bumi bunga cahaya cahya cakra candra cantik cempaka cendana cerah ceria cinta cita citra cucu
    dahlia damai dana dani dara darma dasar dewa dewi dharma dian dinda dini doa dua dunia dwi eka elang emas embun empat enam era
    esa fajar fitrah fitri gading galih gani garuda gembira gemilang gempar gilang giri guna guntur guru hadi hadiah haji hakim
    halim harapan hari harta harum hasan hasil hati hidayah hidayat hidup hijau hikmah himawan hitam hutama ibu ilham ilmu imam iman
    indah indra insan intan istana istri jati jaya jelita jenar jodoh johar juara jujur juli jumat juni kamis karang karim karunia
    karya kasih kasim kawan kebun kelana kemala kembang kenanga kencana kesuma kota kuat kuning kurnia kurniawan kusuma laksana
    langit laut lebaran legi lestari lima luhur lurah made mahal mahkota maju makmur malik mangga mantri maret mas masa mata maulana
    mawar mega mei mekar melati melur menur merah merdeka merpati mina minggu muda muhibah mukti mulia mulus mulya murni mustika
    mutiara nada nafas nasib nasional negara nikmat nirwana nugraha nur nyoman pagi pahing pamungkas panca pandu panji pantas
    paramita pasar patih pelangi pembangunan perdana perkasa permai permana permata pertama pertiwi perwira pintar pon prajurit
    prasetya pratama prima puji pura puri purnama puspa putih putra putri putu radar raga rahayu rahmat raja ramadan ramadhan ratna
    ratu raya rejeki restu ria rizki rosa rukun rumah sabar sabtu sahabat sakti salam saleh samudra sandi santika santo sari satria
    satu sederhana segara sehat sejahtera sejati sekar selamat selasa semesta senin senja setia siaga sinar singgih siswa slamet
    subuh subur suci sugeng sukma sukses sultan suluh sumber sunan surga surya susila syukur tabah taman tangguh tani tari taruna
    tegas teguh teladan terang teratai tiga timur tirta tri tugas tulus tunas tunggal untung usaha utama utara utomo wage wahana
    wahyu wali wana wanita warga warna warta wibawa widya wijaya wira wisata wisma wulan yakin yasa yatim yuda yudha zaman"""
)
"""Said of a person only with evidence: behind an honorific, or beside another part of the same name."""
