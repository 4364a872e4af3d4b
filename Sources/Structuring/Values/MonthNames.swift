/// Names and usual abbreviations of the months, folded, in the languages that pages are mostly written in.
enum MonthNames {
    static func month(_ word: String) -> Int? { numbers[word] }

    private static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        for (position, names) in lists.enumerated() {
            for name in names.split(separator: " ") { numbers[String(name)] = position + 1 }
        }
        return numbers
    }()

    private static let lists = [
        """
        january jan januar janner jan janvier janv enero ene janeiro gennaio gen januari stycznia styczen sty januaris \
        tammikuu tammikuuta ocak oca января январь янв січня січень ledna leden ianuarie januára januar január ianuariou \
        ιανουαριου ιαν tháng1 sijecnja януари janvaris sausio jaanuar
        """,
        """
        february feb februar fevrier fevr fev febrero fevereiro febbraio februari lutego luty lut helmikuu helmikuuta \
        subat sub февраля февраль фев февр лютого лютий unora unor februarie februara február φεβρουαριου φεβ veljace \
        февруари februaris vasario veebruar
        """,
        """
        march mar marz maerz mrz mars marzo marco maart mrt marca marzec maaliskuu maaliskuuta mart марта март мар \
        березня березень brezna brezen martie marec marcius μαρτιου μαρ ozujka marts kovo marts
        """,
        """
        april apr avril avr abril abr aprile kwietnia kwiecien kwi huhtikuu huhtikuuta nisan nis апреля апрель апр квітня \
        квітень dubna duben aprilie aprila aprilis απριλιου απρ travnja април balandzio aprill
        """,
        """
        may mai mayo mayo maio maggio mag mei maja maj toukokuu toukokuuta mayis мая май травня травень kvetna kveten \
        maja majus μαιου μαι svibnja maijs geguzes
        """,
        """
        june jun juni juin junio junho giugno giu czerwca czerwiec cze kesakuu kesakuuta haziran haz июня июнь июн червня \
        червень cervna cerven iunie juna junius ιουνιου ιουν lipnja юни junijs birzelio juuni
        """,
        """
        july jul juli juillet juil julio julho luglio lug lipca lipiec lip heinakuu heinakuuta temmuz tem июля июль июл \
        липня липень cervence cervenec iulie jula julius ιουλιου ιουλ srpnja юли julijs liepos juuli
        """,
        """
        august aug aout agosto ago augustus sierpnia sierpien sie elokuu elokuuta agustos agu августа август авг серпня \
        серпень srpna srpen augusta augusztus αυγουστου αυγ kolovoza augusti augusts rugpjucio
        """,
        """
        september sep sept septembre septiembre setembro set settembre wrzesnia wrzesien wrz syyskuu syyskuuta eylul eyl \
        сентября сентябрь сен сент вересня вересень zari septembrie septembra szeptember σεπτεμβριου σεπ rujna септември \
        septembris rugsejo
        """,
        """
        october oct oktober okt octobre octubre outubro out ottobre ott pazdziernika pazdziernik paz lokakuu lokakuuta \
        ekim eki октября октябрь окт жовтня жовтень rijna rijen octombrie oktobra οκτωβριου οκτ listopada октомври \
        oktobris spalio oktoober
        """,
        """
        november nov novembre noviembre novembro novembre listopad lis marraskuu marraskuuta kasim kas ноября ноябрь \
        ноя нояб листопада листопад noiembrie novembra νοεμβριου νοε studenoga ноември novembris lapkricio
        """,
        """
        december dec dezember dez decembre diciembre dic dezembro dicembre desember des grudnia grudzien gru joulukuu \
        joulukuuta aralik ara декабря декабрь дек грудня грудень prosince prosinec decembrie decembra δεκεμβριου δεκ \
        prosinca декември decembris gruodzio detsember
        """,
    ]
}
