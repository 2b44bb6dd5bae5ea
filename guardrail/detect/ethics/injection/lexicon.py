"""The words that commands to an assistant are built of, by the part they play; in Indonesian, English, Javanese and Sundanese.

A word plays one part. None of them says anything alone: ``phrases`` says which parts in which order do.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["GROUPS", "STRONG", "WORDS"]

GROUPS: Final = MappingProxyType(
    {
        "you": "you u ye thou you're you've you'll youre kamu km kau engkau anda lo lu elu kowe sampeyan panjenengan anjeun maneh sira",
        "your": "your ur yours thy its -mu anjeunna",
        "my": "my mine our ours saya aku gue gw kami i me we abdi kula",
        "to": "to for bagi kepada untuk supaya agar kanggo pikeun",
        "not": (
            "not don't dont never cannot can't cant won't wont doesn't isn't aren't shouldn't jangan jgn janganlah tidak tdk tak "
            "gak nggak enggak ga ndak ora ojo aja teu tong ulah dilarang pantang bukan avoid stop hindari berhenti haram"
        ),
        "lack": "no without none zero tanpa tanpo tampa lacks lacking devoid absent minus beyond tiada nir",
        "must": (
            "must should shall need needs required obliged will wajib harus mesti kudu perlu musti kedah diminta diwajibkan always "
            "selalu please tolong mohon silakan ought tulung segera immediately pokoknya"
        ),
        "override": (
            "ignore disregard forget bypass override overrule discard dismiss neglect abandon circumvent supersede erase nullify "
            "void abaikan abaikanlah lupakan lupakanlah kesampingkan langgar lupain cuekin anggurin lalekno lalekna laliake "
            "lalekake pohokeun popohokeun kesampingno sisihkan singkirkan terobos kangkangi batalkan cabut poho"
        ),
        "skip": "skip drop delete remove lewati hapus buang tinggalkan buangen lebok acuhkan hiraukan busak ilang hilang singkir",
        "overriding": (
            "ignoring disregarding forgetting bypassing overriding ignores disregards bypasses mengabaikan melupakan melanggar "
            "mengesampingkan menghiraukan menyingkirkan ignored overridden forgotten bypassed"
        ),
        "follow": (
            "follow obey comply adhere listen respect abide conform heed honor honour patuhi ikuti turuti taati mengikuti mematuhi "
            "menuruti menaati taat patuh tunduk nuruti manut nurut gatekke gatekno gatekna rungokno rungokke turutan tuturkeun "
            "align bother"
        ),
        "bound": (
            "apply applies berlaku bound restricted constrained limited governed beholden restrained confined obligated hindered "
            "terikat dibatasi terbatas dikekang kaiket dikungkung shackled"
        ),
        "rules": (
            "instruction instructions rule rules guideline guidelines policy policies directive directives restriction restrictions "
            "limitation limitations constraint constraints programming instruksi aturan perintah arahan batasan larangan kebijakan "
            "pedoman panduan ketentuan prentah paugeran pranatan tatanan parentah pituduh pitutur direktif pembatasan wates "
            "confines briefing pengarahan instructed printah moderasi watesan"
        ),
        "setup": (
            "order orders command commands limit limits boundary boundaries protocol protocols training regulations regulasi "
            "konfigurasi configuration protokol setelan settings confine batas memori pabrik"
        ),
        "freed": "bebas dibebaskan merdeka freed liberated free unleashed bebaskeun mardika liar",
        "who": "siapa sapa saha berapa pinten sabaraha pira",
        "concealed": "disensor disamarke ditutupi dimask di-mask dianonimkan disembunyikan disumputkeun dirahasiakan dimasking",
        "slip": (
            "lolos melewati lewat terlewati menghindari mlipir disingkahan disingkiri singkiri mengelabui kelabui mengakali ngakali "
            "mengecoh avoid-detection ngaliwatan sneak slip"
        ),
        "notice": (
            "sadar ketahuan kena mengenali terdeteksi tokenise tokenize memblokir memblokirnya block catch flag curiga "
            "mendeteksinya konangan kanyahoan gak-tau terbaca"
        ),
        "bot": "bot robot mesin agen",
        "confirm": "konfirmasi tinjauan verifikasi review confirmation approval reviewer pemeriksa pengecekan",
        "score_word": "rating nilai-tertinggi skor niley grade",
        "highest": "highest tertinggi best top terbaik maksimal pangluhurna perfect outstanding dhuwur",
        "asked": "bertanya nanya takon tanya asked ditanyakan curhat mengetik ngetik typed bertanya-tanya",
        "ask": "minta sampaikan menyampaikan dhaptarkeun",
        "void": "batal kedaluwarsa gugur expired dicabut dihapus diganti laku revoked suspended ditangguhkan",
        "prompt": "prompt prompts sysprompt metaprompt preprompt promptmu",
        "guard": (
            "guardrail guardrails safeguards safeguard moderation censorship sensor safety pengaman pelindung proteksi firewall "
            "pagar perlindungan pengamanan keamanan security satpam penapis penapisan kontrol pengendali pangaman pagarmu perisai "
            "saringmu penyaring penyaringan"
        ),
        "filter": "filter filters saringan filtering audit log logging pencatatan dicatat pemantauan monitoring pengawasan",
        "ethics": (
            "ethics morals morality ethical moral etika moralitas scruples conscience laws consequences hukum norma inhibitions "
            "biases norms judgment judgement concerns considerations"
        ),
        "prior": (
            "previous prior earlier before sebelumnya sebelum tadi terdahulu semula sadurunge sakdurunge durunge samemehna kamari "
            "past former previously"
        ),
        "above": "above preceding foregoing aforementioned atas atase ndhuwur nduwur luhur luhureun",
        "initial": (
            "initial original first beginning hidden secret internal confidential starting core awal rahasia tersembunyi mula dasar "
            "wiwitan kawit private exact full complete asal rusiah hidden-mu"
        ),
        "quant": (
            "all any every each semua seluruh segala setiap sekalian kabeh sadaya sakabeh sakabehna whole entire apapun apa-apa these those"
        ),
        "everything": "everything anything semuanya segalanya kabehane",
        "sys": (
            "system sistem developer developers openai openai's anthropic google meta company creator creators pengembang pembuat "
            "platform proxy server ai's chatgpt's gpt's assistant's backend vendor nyieun nggawe menciptakan menciptakanmu "
            "pembuatmu gateway mesinmu"
        ),
        "fill": (
            "the of a an that which were was is are be been by in on at with from yang dari oleh pada di ke ini itu nya this given "
            "provided sing nu dalam have has had it and just so also pun juga or diberikan diterima dan adalah than more do"
        ),
        "told": (
            "told received learned learnt taught said trained programmed diajarkan diperintahkan terima dikatakan pelajari "
            "diprogram menerima dipesankan diberitahu dilatih ditanamkan know"
        ),
        "persona": (
            "act acting pretend pretending roleplay roleplaying imagine behave become simulate simulating emulate play playing "
            "impersonate assume suppose berperan berperanlah berpura bertindak jadilah menjadi bayangkan anggap anggaplah bersikap "
            "simulasikan perankan mainkan andaikan umpama dadio dadi jadi lakonkan bertindaklah berlagak respond speak pura-pura "
            "pura bertingkahlah tiru tirukan"
        ),
        "role": "role character persona peran karakter tokoh personality lakon",
        "as": "as sebagai like seperti minangka salaku kaya kayak",
        "limitless": (
            "unrestricted unfiltered uncensored unchained limitless jailbroken jailbreak unmoderated untethered nirbatas ungoverned "
            "unshackled unaligned jailbreaked sakarepe sabebasna sakahayang semaumu"
        ),
        "amoral": (
            "amoral immoral unethical evil illegal harmful dangerous offensive toxic unlawful malicious ilegal jahat berbahaya nsfw "
            "vulgar rude hateful racist sexist violent ofensif terlarang kontroversial illicit criminal sadistic ruthless "
            "manipulative taboo"
        ),
        "refuse": "refuse decline deny reject refusal refusals refusing menolak tolak nolak nampik menampik penolakan nolaki",
        "say": "say mention bilang berkata mengatakan katakan ucapkan menyebut sebut reply saying",
        "sorry": "sorry apologize apologise apologies apology unable maaf apologizing apologising unfortunately however hapunten nyuwun",
        "warn": (
            "warning warnings disclaimer disclaimers caveat caveats moralizing moralize lecture lectures lecturing peringatan "
            "disklaimer penafian ceramah nasihat wejangan moralising preach preaching filler cautions"
        ),
        "answer": (
            "answer fulfill fulfil jawab menjawab layani penuhi njawab ngajawab answers provide berikan memberikan execute mangsuli "
            "wangsuli layanana"
        ),
        "regardless": "regardless matter even meskipun walaupun sekalipun terlepas sanajan najan irrespective whatever",
        "mode": "mode modus moda",
        "mode_name": "god dewa opposite ranti",
        "tech_mode": "debug debugging sudo root maintenance dev pemeliharaan admin administrator",
        "dan": "DAN DANs STAN DUDE AIM",
        "on": (
            "enabled enable activate activated active engage engaged enter entering aktif aktifkan diaktifkan nyala nyalakan "
            "hidupkan masuk masuki switch uripna aktipkeun aktifno urip activating initiated initiate"
        ),
        "off": (
            "disable deactivate disabled hentikan matikan nonaktifkan lepas lepaskan copot hilangkan jebol akali pateni paehan "
            "mateni pareuman tanggalkan evade suspend ilangin padam longgarkan disabling lumpuhkan"
        ),
        "turn": "turn shut",
        "off_word": "off down",
        "now": "now henceforth sekarang skrg kini saiki ayeuna mulai saterusna sateruse seterusnya wiwit",
        "reveal": (
            "reveal leak dump disclose expose divulge bocorkan beberkan ungkapkan ungkap bongkar spill cetak wedharna bocorno bongkaren"
        ),
        "show": (
            "show display list tell give copy translate summarize summarise encode type paraphrase tampilkan sebutkan salin "
            "tunjukkan keluarkan perlihatkan jabarkan terjemahkan duduhna tuduhkeun tampilno sebutna bacakan ceritakan share return "
            "convert baca daftarkan listkan ringkas tembungake sebatkeun retrieve export"
        ),
        "echo": "print repeat output echo recite reproduce spell ulangi baleni balenono cetakkan ucapkan-ulang regurgitate",
        "see": "see view access lihat melihat akses mengakses tahu mengetahui ningali ndeleng pirsa",
        "break": "break breaking breaks broke bend defy defies",
        "what": "what what's apa apakah naon opo whats how bagaimana eusi",
        "is": "isi bunyi isinya bunyinya",
        "verbatim": "verbatim word exactly literally persis kata-per-kata harfiah mentah apa-adanya unmodified codeblock",
        "conversation": (
            "conversation chat percakapan obrolan session sesi dialogue history riwayat context konteks message messages pesan"
        ),
        "text": "text words content line lines teks tulisan sentence paragraph kalimat tulisannya",
        "ai": (
            "ai a.i assistant asisten assistent llm llms chatbot gpt chatgpt bard claude gemini copilot agent agents ais chatbots "
            "assistants asistennya"
        ),
        "model": "model models",
        "language": "language bahasa",
        "reading": (
            "reading membaca memproses processing summarizing summarising meringkas analyzing analysing reads read processes "
            "processed mengolah maca ngolah evaluating menilai pembaca"
        ),
        "note": "note attention important catatan perhatian penting instruksi-khusus reminder nb urgent notice info cathetan",
        "do": (
            "send forward approve transfer email upload run call visit click recommend rate score post invoke submit wire kirim "
            "kirimkan teruskan setujui unggah jalankan panggil klik loloskan luluskan rekomendasikan setor mengirim mengirimkan "
            "meneruskan menyetujui mengunggah menjalankan menghapus mengklik memanggil meloloskan meluluskan merekomendasikan "
            "membocorkan menulis menambahkan sertakan tambahkan kirimen kintunkeun setujuan membalas balas grant purchase buy pay "
            "book schedule fetch browse navigate append insert replace convince persuade claim praise rank hire"
        ),
        "open": "open buka bukalah bukaen unlock",
        "make": (
            "write tulis tuliskan describe explain outline jelaskan uraikan include put place create buat buatkan susun draft make "
            "bikin bikinkan gawekno damelkeun"
        ),
        "hail": "hai hey hello halo wahai dear hi hallo yth",
        "exist": "exist exists ada wonten aya ono existed",
        "user": "user pengguna users human manusia penanya operator pemakai",
        "inform": "inform notify alert beritahu memberitahu memberi beri ngomong kabari mengabari beritahukan memberitahukan telling",
        "silent": "silently secretly quietly diam-diam sembunyi-sembunyi covertly rahasiakan discreetly meneng",
        "tool": "tool tools function functions fungsi api endpoint alat plugin command_line",
        "mask": (
            "masked mask unmask token tokens placeholder placeholders vault pseudonym pseudonyms samaran disamarkan tersamar anonim "
            "masking penyamaran redaction anonimisasi anonymization unmasking pseudonim penanda detokenize"
        ),
        "link": "link links url urls image images gambar tautan pranala hyperlink webhook",
        "map": "mapping map table pemetaan peta tabel kamus pasangan lookup dictionary padanan correspondence brankas lemari gudang",
        "value": "value nilai identitas identity nik nama name names data values",
        "real": "real actual underlying asli sebenarnya sesungguhnya aslinya asline aslina represents benarnya aslimu",
        "guess": (
            "guess vary generate enumerate increment brute deanonymize restore resolve reverse tebak variasikan lengkapi dekode "
            "pecahkan kembalikan pulihkan urutkan continue teruskan-token bangkitkan bedhek"
        ),
        "two": "two dua both loro dua-duanya twice kalih",
        "responses": "responses ways versions outputs jawaban versi respons wangsulan jawapan replies tanggapan",
        "stay": "stay remain keep tetap keluar lose tetep",
        "hypo": (
            "hypothetical hypothetically fictional fiction fictitious novel universe hipotetis fiksi imajiner khayalan hypothetic "
            "imaginary grandma grandmother nenek screenplay simulation simulasi rekaan"
        ),
        "start": "start starts prefix mulailah awali preface starting-with miwiti begin begins",
        "sure": "sure absolutely certainly tentu pasti siap baiklah yes ok okay course",
        "decode": "decode decipher decrypt unscramble dekodekan uraikan-sandi pecahkan-sandi concatenate gabungkan satukan sambung",
        "carry": "perform carry lakukan laksanakan eksekusi kerjakan act-on lakoni laksanakeun",
        "cipher": (
            "base64 hexadecimal rot13 morse cipher caesar terenkripsi sandi base-64 ciphertext encrypted leetspeak atbash heksadesimal"
        ),
        "new": "new updated baru revised fresh anyar update patch adjust",
        "behaviour": "behavior behaviour behaviors perilaku sikap tingkah",
        "can": "can able could bisa dapat mampu boleh allowed permitted iso tiasa free-to",
        "thing": "thing things hal topic topics topik question questions pertanyaan request requests permintaan query queries pitakon",
        "if": "if jika kalau bila apabila lamun yen when jikalau whether",
        "mention": (
            "example examples such contoh misalnya serangan attack attacks phrase phrases frasa mencegah prevent detect mendeteksi "
            "mitigasi pelatihan materi definisi definition waspada ciri modus-operandi quoted kutipan sosialisasi menangkal tuladha "
            "conto upaya artikel article penelitian research penguji berbunyi judul title frase berjudul tulisan-ini"
        ),
        "rel": "who whom whose he she they them mereka dia ia petugas pegawai pernah sering akan telah sudah warga pihak would did does",
    }
)
"""Part to its words, lower case but for what only capitals tell from another word (``dan`` is "and")."""

WORDS: Final = MappingProxyType({word: part for part, words in GROUPS.items() for word in words.split()})
"""Word to its part."""
STRONG: Final = frozenset(
    word
    for part in ("override", "rules", "prompt", "guard", "limitless", "reveal", "prior", "show", "off", "initial")
    for word in GROUPS[part].split()
    if len(word) >= 6 and word.isascii() and word.isalpha()
)
"""Words that are looked for where letters are disguised."""
