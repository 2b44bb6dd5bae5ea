"""Words around names in Indonesian office text: what announces a name, what never is one, what stands before a street or a hospital.

Data only. All in lower case, without full stops.
"""

from __future__ import annotations

__all__ = [
    "CALLINGS",
    "CONTESTS",
    "DEGREES",
    "FIELDS",
    "HONORIFICS",
    "NAMED_BEHIND",
    "NOBLE_TITLES",
    "NOT_NAMES",
    "PARTICLES",
    "PLACES",
    "QUALIFIERS",
    "SHOPS",
    "TITLES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words(
    """bapak bpk pak ibu bu sdr sdri saudara saudari tuan tn nyonya ny nona nn mas mbak mba kang teh kak bang bung om tante mbah eyang
    yth almarhum almarhumah alm almh"""
)
"""Said to a person. ``yth`` only in the form "Yth. Budi": before an office it announces nobody."""

TITLES = _words(
    """h hj kh k prof dr drs dra ir drg drh apt ust ustadz ustad ustadzah kyai kiai habib gus buya tgk pdt romo pendeta pastor
    brigjen irjen komjen letjen mayjen kolonel letkol mayor kapten lettu letda kompol akp akbp kombes iptu ipda aiptu aipda bripka
    briptu bripda serka sertu serda kopda praka pratu pelda peltu"""
)
"""Before a name, after an honorific or alone. Never part of the name."""

CALLINGS = _words(
    """mom mum mommy dad daddy uncle aunt auntie sir madam mister miss mr mrs ms dear hi hello thanks thx ask
    ito lae tulang namboru amangboru inangboru amang inang opung ompung jro ondoafi ondofolo tagana datuk
    pakde pakdhe bude budhe paklik bulik lik cak pace mace usi acil julak amak apak inyiak babe nyak mpok abah ambu haturan
    ulon ulun kula ambo tiang titiang abdi jenengku namaku bojoku anakku adhiku
    czi cba ckm chb caj cku cpm cpl cpn inf arm kav pnb pom pol purn purnawirawan"""
)
"""What stands before a name in speech and in the languages of the archipelago, in English mails and behind ranks. Never the first word
of a name, and by itself no sign of one: many are words of other meanings."""

FIELDS = _words(
    """nama pemohon pelapor terlapor pemilik penerima pengirim pasien peserta pengadu saksi korban penggugat tergugat terdakwa
    termohon pewaris pemegang penyewa nasabah debitur tertanda ttd"""
)
"""Labels of form fields that hold a name, when a colon follows."""

QUALIFIERS = _words(
    """lengkap pemohon pelapor terlapor pemilik penerima pengirim pasien peserta pengadu saksi korban pegawai asn siswa mahasiswa
    warga kepala keluarga ibu ayah bapak kandung gadis suami istri anak wali orang tua ahli waris pengguna pelanggan nasabah
    penanggung jawab pejabat dokter guru dosen depan belakang panggilan sesuai ktp dan gelar tanpa saya customer user petugas pns
    pengurus ketua bendahara sekretaris"""
)
"""May stand between "nama" and its colon."""

PARTICLES = _words("bin binti bt br boru van von der de la el al ibnu")

DEGREES = _words(
    """sh mh se mm ssos msi spd mpd skom mkom st mt sip map mip sikom stp sag mag lc ma sked sfarm skep skm mkes phd msc mba ss spsi
    mpsi sp shut spt spi ssi sn amd sst mhum ak cpa sik mp sap ners apt sth mth"""
)

PLACES = _words(
    """jl jln jalan gg gang rs rsu rsud rsup rsia rsj rumah sakit klinik puskesmas sd sdn smp smpn sma sman smk smkn mts man mi
    universitas univ politeknik institut sekolah kampus stadion gor bandara bandar pelabuhan terminal stasiun gedung aula masjid
    musala gereja museum lapangan taman jembatan monumen yayasan pondok pesantren ponpes hotel toko pasar kri laboratorium lab
    perpustakaan makam tpu perumahan komplek kompleks rsal rsau rst simpang flyover underpass tol waduk bendungan embung
    warung bengkel poliklinik poli lanud lanal lanumad batalyon yonif yonkav patung tugu kub kud pkbm apotek apotik butik salon
    kedai depot katering catering swalayan minimarket kolese seminari pura vihara wihara kelenteng biara"""
)
"""What is named after people: a name behind one of these is a place."""

SHOPS = _words(
    """warung warteg warkop rm toko bengkel kedai depot catering katering salon butik laundry soto sate bakso mie nasi pecel
    gudeg rawon kost kos"""
)
"""What is called by its owner's name with an honorific: "Warung Bu Siti" is a shop."""

NOBLE_TITLES = _words(
    """jenderal jendral letnan laksamana marsekal komodor ki nyi raden pangeran sultan sunan syekh bung mpu patih adipati tumenggung
    tengku teuku"""
)
"""Before the names of people after whom places are called."""

CONTESTS = _words("olimpiade festival piala lomba turnamen kejuaraan beasiswa pekan kirab haul napak monumen hari peringatan")
"""What is held in memory of people: a name behind one of these, with a title, is that of the occasion."""

NAMED_BEHIND = _words(
    "street avenue road press motor cup award awards center centre tower square memorial hospital university school foundation"
)
"""What stands behind a name in the English way: "Fatmawati Cup"."""

NOT_NAMES = _words(
    """yang dan di ke dari pada untuk dengan oleh dalam sebagai adalah ialah atau juga sudah telah belum akan sedang tidak bukan
    bisa dapat harus wajib mohon tolong silakan agar supaya karena jika bila kalau apabila ketika saat setelah sebelum hingga sampai
    serta maupun namun tetapi tapi maka sehingga bahwa tentang terkait atas bawah per para kedua ketiga seluruh semua setiap tiap
    sekalian beliau dia ia kami kita saya aku anda kamu mereka ini itu tersebut berikut sebut sana sini dapatkah apakah siapa
    ada hadir datang minta meminta ingin mau perlu melapor melaporkan mengajukan menyampaikan tinggal beralamat berusia berumur
    bekerja lahir kelahiran terima kasih selamat salam hormat izin ijin cek dicek usul lapor kirim buat buatkan catat
    bapak ibu pak bu bpk sdr sdri saudara saudari tuan nyonya hadirin rekan teman
    rp idr nama nik ktp kk npwp nip nisn bpjs sim paspor no nomor nomer telp telepon tlp hp wa whatsapp email surel alamat umur usia tempat
    tanggal tgl ttl jenis kelamin agama status pekerjaan jabatan pangkat golongan gol instansi unit opd satker skpd kelas jurusan
    pendidikan kewarganegaraan goldar catatan keterangan ket tertanda ttd rekening rek bank kode id username
    kepala wakil dinas kantor badan biro bagian bidang seksi subbag subbagian direktorat direktur dirjen ditjen kementerian
    kementrian lembaga komisi pemerintah pemkab pemkot pemprov pemda diskominfo dinkes disdik dukcapil disdukcapil bappeda bkd bpkad
    inspektorat satpol setda sekda sekretaris sekretariat bendahara ketua anggota pengurus panitia pengawas pimpinan manajer
    camat lurah kades perangkat desa kelurahan kecamatan kabupaten kab kota provinsi prov dusun dukuh rt rw blok
    bupati walikota gubernur wagub wabup menteri presiden wapres kapolri kapolres kapolsek kapolda dandim danramil
    rektor dekan dosen guru siswa mahasiswa murid dokter bidan perawat apoteker hakim jaksa pengacara notaris polisi tentara
    hubungi halo desil rombel idulfitri iduladha lebaran
    laka lantas kanwil satker tunarungu tunanetra tunawicara tunadaksa tunagrahita difabel disabilitas residivis
    petugas pegawai pejabat staf staff operator admin administrator warga masyarakat penduduk pemohon pelapor peserta pasien
    tamu undangan pelaksana penyuluh kader pendamping koordinator pembina penata pengatur juru asn pns pppk honorer
    kandung angkat tiri hamil menyusui rumah tangga pertiwi negara bangsa jalan jl gang gg gedung ruang lantai
    kegiatan rapat program proyek acara pekerjaan paket barang produk aplikasi sistem file berkas dokumen surat laporan data
    perusahaan pt cv ud toko yayasan koperasi sekolah universitas puskesmas rsud rs posyandu masjid
    lengkap depan belakang panggilan samaran gadis alias terlampir kosong tidak belum contoh test tes xxx
    nagari jorong keuchik perbekel petinggi kebayan satpam babinsa bhabinkamtibmas kapuskesmas kapolri kepsek bendes
    senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember
    string null none true false undefined varchar text integer object
    desil gapok tunj tunjangan rombel laka lantas idulfitri iduladha agami narna alarnat hrd hrga damkar kks anamnesis anamnesa
    diagnosis terapi alergi halo hubungi tapem bayan carik modin kamituwa kamituwo jagabaya jogoboyo kadus kasun kabag kasubag kasubbag
    kabid kasi kaur kapus kadis sekdes sekcam sekwan npwpd nandhang sungkawa ngarsaning kula kulo
    her his he she father mother husband wife son daughter brother sister
    plt plh pj pjs yth kepada perihal hal lampiran nota tembusan cc up the and of for with is was has my name mr mrs ms"""
)
"""Never a word of a name in office text, in any letter case."""
