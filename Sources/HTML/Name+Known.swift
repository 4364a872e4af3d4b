// Written by scripts/generate-names; change the lists there.

extension Name {
    /// Every known name, in the order of their raw values.
    static let knownNames: StaticString = """
        a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big \
        blink blockquote body br button canvas caption center cite code col colgroup content data \
        datalist dd del details dfn dialog dir div dl dt element em embed fieldset figcaption figure \
        font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image \
        img input ins isindex kbd keygen label legend li link listing main map mark marquee math \
        menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol \
        optgroup option output p param picture plaintext pre progress q rb rbc rp rt rtc ruby s samp \
        script search section select selectedcontent shadow slot small source spacer span strike \
        strong style sub summary sup svg table tbody td template textarea tfoot th thead time title \
        tr track tt u ul var video wbr xmp altglyph altglyphdef altglyphitem animate animatecolor \
        animatemotion animatetransform circle clippath cursor defs desc ellipse feblend \
        fecolormatrix fecomponenttransfer fecomposite feconvolvematrix fediffuselighting \
        fedisplacementmap fedistantlight fedropshadow feflood fefunca fefuncb fefuncg fefuncr \
        fegaussianblur feimage femerge femergenode femorphology feoffset fepointlight \
        fespecularlighting fespotlight fetile feturbulence filter foreignobject g glyph glyphref \
        hkern line lineargradient marker mask metadata missing-glyph mpath path pattern polygon \
        polyline radialgradient rect set stop switch symbol text textpath tref tspan use view vkern \
        altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform clipPath \
        feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting \
        feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR \
        feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight \
        feSpecularLighting feSpotLight feTile feTurbulence foreignObject glyphRef linearGradient \
        radialGradient textPath annotation annotation-xml maction maligngroup malignmark menclose \
        merror mfenced mfrac mglyph mi mlabeledtr mlongdiv mmultiscripts mn mo mover mpadded \
        mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline mspace msqrt msrow \
        mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics about \
        accept accept-charset accesskey action align alink allow allowfullscreen alt aria-checked \
        aria-controls aria-current aria-describedby aria-details aria-disabled aria-expanded \
        aria-haspopup aria-hidden aria-label aria-labelledby aria-level aria-live aria-modal \
        aria-pressed aria-roledescription aria-selected as async autocomplete autofocus autoplay \
        axis background bgcolor blocking border bordercolor cellpadding cellspacing char charoff \
        charset checked class classid clear clip-path clip-rule codebase color cols colspan command \
        compact component contenteditable controls coords crossorigin cx cy d data-action data-alt \
        data-caption data-cfasync data-content data-date data-height data-href data-id data-index \
        data-label data-lang data-language data-lazy data-lazy-src data-lazy-srcset data-level \
        data-line-number data-name data-original data-price data-role data-sizes data-src \
        data-src-retina data-srcset data-state data-target data-testid data-timestamp data-title \
        data-toggle data-type data-url data-utc data-value data-width datatype datetime declare \
        decoding default defer direction dirname disabled display download draggable encoding \
        enctype enterkeyhint exportparts face fetchpriority fill fill-opacity fill-rule focusable \
        font-family font-size for formaction frameborder headers height hidden high href hreflang \
        hspace http-equiv id imagesizes imagesrcset inert inputmode integrity is ismap itemid \
        itemprop itemref itemscope itemtype kind lang language list loading longdesc loop low lowsrc \
        marginheight marginwidth max maxlength media method min minlength multiple muted name nohref \
        nomodule nonce noresize noshade novalidate nowrap offset onblur onchange onclick onerror \
        onfocus onload onmouseout onmouseover onsubmit opacity open optimum optional part ping \
        placeholder playsinline points popover popovertarget poster prefix preload \
        preserveaspectratio profile property r readonly referrerpolicy rel required resource rev \
        reversed role rows rowspan rules rx ry sandbox scheme scope scrolling selected shape \
        shadowrootmode size sizes spellcheck src srcdoc srclang srcset standby start step stop-color \
        stroke stroke-linecap stroke-linejoin stroke-width tabindex target text-anchor transform \
        translate type typeof usemap valign value valuetype version viewbox visibility vlink vocab \
        vspace width wrap x x1 x2 xlink:actuate xlink:arcrole xlink:href xlink:role xlink:show \
        xlink:title xlink:type xml:lang xml:space xmlns xmlns:xlink y y1 y2 attributeName \
        attributeType baseFrequency baseProfile calcMode clipPathUnits definitionURL diffuseConstant \
        edgeMode filterUnits gradientTransform gradientUnits kernelMatrix kernelUnitLength keyPoints \
        keySplines keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth \
        maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform \
        patternUnits pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits \
        refX refY repeatCount repeatDur requiredExtensions requiredFeatures specularConstant \
        specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale \
        systemLanguage tableValues targetX targetY textLength viewBox viewTarget xChannelSelector \
        yChannelSelector zoomAndPan attributename attributetype basefrequency baseprofile calcmode \
        clippathunits definitionurl diffuseconstant edgemode filterunits gradienttransform \
        gradientunits kernelmatrix kernelunitlength keypoints keysplines keytimes lengthadjust \
        limitingconeangle markerheight markerunits markerwidth maskcontentunits maskunits numoctaves \
        pathlength patterncontentunits patterntransform patternunits pointsatx pointsaty pointsatz \
        preservealpha primitiveunits refx refy repeatcount repeatdur requiredextensions \
        requiredfeatures specularconstant specularexponent spreadmethod startoffset stddeviation \
        stitchtiles surfacescale systemlanguage tablevalues targetx targety textlength viewtarget \
        xchannelselector ychannelselector zoomandpan
        """

    /// How many names are known; document-specific names are numbered from here.
    static let knownCount: Int32 = 685

    @inlinable package static var a: Name { Name(rawValue: 0) }
    @inlinable package static var abbr: Name { Name(rawValue: 1) }
    @inlinable package static var acronym: Name { Name(rawValue: 2) }
    @inlinable package static var address: Name { Name(rawValue: 3) }
    @inlinable package static var applet: Name { Name(rawValue: 4) }
    @inlinable package static var area: Name { Name(rawValue: 5) }
    @inlinable package static var article: Name { Name(rawValue: 6) }
    @inlinable package static var aside: Name { Name(rawValue: 7) }
    @inlinable package static var audio: Name { Name(rawValue: 8) }
    @inlinable package static var b: Name { Name(rawValue: 9) }
    @inlinable package static var base: Name { Name(rawValue: 10) }
    @inlinable package static var basefont: Name { Name(rawValue: 11) }
    @inlinable package static var bdi: Name { Name(rawValue: 12) }
    @inlinable package static var bdo: Name { Name(rawValue: 13) }
    @inlinable package static var bgsound: Name { Name(rawValue: 14) }
    @inlinable package static var big: Name { Name(rawValue: 15) }
    @inlinable package static var blink: Name { Name(rawValue: 16) }
    @inlinable package static var blockquote: Name { Name(rawValue: 17) }
    @inlinable package static var body: Name { Name(rawValue: 18) }
    @inlinable package static var br: Name { Name(rawValue: 19) }
    @inlinable package static var button: Name { Name(rawValue: 20) }
    @inlinable package static var canvas: Name { Name(rawValue: 21) }
    @inlinable package static var caption: Name { Name(rawValue: 22) }
    @inlinable package static var center: Name { Name(rawValue: 23) }
    @inlinable package static var cite: Name { Name(rawValue: 24) }
    @inlinable package static var code: Name { Name(rawValue: 25) }
    @inlinable package static var col: Name { Name(rawValue: 26) }
    @inlinable package static var colgroup: Name { Name(rawValue: 27) }
    @inlinable package static var content: Name { Name(rawValue: 28) }
    @inlinable package static var data: Name { Name(rawValue: 29) }
    @inlinable package static var datalist: Name { Name(rawValue: 30) }
    @inlinable package static var dd: Name { Name(rawValue: 31) }
    @inlinable package static var del: Name { Name(rawValue: 32) }
    @inlinable package static var details: Name { Name(rawValue: 33) }
    @inlinable package static var dfn: Name { Name(rawValue: 34) }
    @inlinable package static var dialog: Name { Name(rawValue: 35) }
    @inlinable package static var dir: Name { Name(rawValue: 36) }
    @inlinable package static var div: Name { Name(rawValue: 37) }
    @inlinable package static var dl: Name { Name(rawValue: 38) }
    @inlinable package static var dt: Name { Name(rawValue: 39) }
    @inlinable package static var element: Name { Name(rawValue: 40) }
    @inlinable package static var em: Name { Name(rawValue: 41) }
    @inlinable package static var embed: Name { Name(rawValue: 42) }
    @inlinable package static var fieldset: Name { Name(rawValue: 43) }
    @inlinable package static var figcaption: Name { Name(rawValue: 44) }
    @inlinable package static var figure: Name { Name(rawValue: 45) }
    @inlinable package static var font: Name { Name(rawValue: 46) }
    @inlinable package static var footer: Name { Name(rawValue: 47) }
    @inlinable package static var form: Name { Name(rawValue: 48) }
    @inlinable package static var frame: Name { Name(rawValue: 49) }
    @inlinable package static var frameset: Name { Name(rawValue: 50) }
    @inlinable package static var h1: Name { Name(rawValue: 51) }
    @inlinable package static var h2: Name { Name(rawValue: 52) }
    @inlinable package static var h3: Name { Name(rawValue: 53) }
    @inlinable package static var h4: Name { Name(rawValue: 54) }
    @inlinable package static var h5: Name { Name(rawValue: 55) }
    @inlinable package static var h6: Name { Name(rawValue: 56) }
    @inlinable package static var head: Name { Name(rawValue: 57) }
    @inlinable package static var header: Name { Name(rawValue: 58) }
    @inlinable package static var hgroup: Name { Name(rawValue: 59) }
    @inlinable package static var hr: Name { Name(rawValue: 60) }
    @inlinable package static var html: Name { Name(rawValue: 61) }
    @inlinable package static var i: Name { Name(rawValue: 62) }
    @inlinable package static var iframe: Name { Name(rawValue: 63) }
    @inlinable package static var image: Name { Name(rawValue: 64) }
    @inlinable package static var img: Name { Name(rawValue: 65) }
    @inlinable package static var input: Name { Name(rawValue: 66) }
    @inlinable package static var ins: Name { Name(rawValue: 67) }
    @inlinable package static var isindex: Name { Name(rawValue: 68) }
    @inlinable package static var kbd: Name { Name(rawValue: 69) }
    @inlinable package static var keygen: Name { Name(rawValue: 70) }
    @inlinable package static var label: Name { Name(rawValue: 71) }
    @inlinable package static var legend: Name { Name(rawValue: 72) }
    @inlinable package static var li: Name { Name(rawValue: 73) }
    @inlinable package static var link: Name { Name(rawValue: 74) }
    @inlinable package static var listing: Name { Name(rawValue: 75) }
    @inlinable package static var main: Name { Name(rawValue: 76) }
    @inlinable package static var map: Name { Name(rawValue: 77) }
    @inlinable package static var mark: Name { Name(rawValue: 78) }
    @inlinable package static var marquee: Name { Name(rawValue: 79) }
    @inlinable package static var math: Name { Name(rawValue: 80) }
    @inlinable package static var menu: Name { Name(rawValue: 81) }
    @inlinable package static var menuitem: Name { Name(rawValue: 82) }
    @inlinable package static var meta: Name { Name(rawValue: 83) }
    @inlinable package static var meter: Name { Name(rawValue: 84) }
    @inlinable package static var multicol: Name { Name(rawValue: 85) }
    @inlinable package static var nav: Name { Name(rawValue: 86) }
    @inlinable package static var nextid: Name { Name(rawValue: 87) }
    @inlinable package static var nobr: Name { Name(rawValue: 88) }
    @inlinable package static var noembed: Name { Name(rawValue: 89) }
    @inlinable package static var noframes: Name { Name(rawValue: 90) }
    @inlinable package static var noscript: Name { Name(rawValue: 91) }
    @inlinable package static var object: Name { Name(rawValue: 92) }
    @inlinable package static var ol: Name { Name(rawValue: 93) }
    @inlinable package static var optgroup: Name { Name(rawValue: 94) }
    @inlinable package static var option: Name { Name(rawValue: 95) }
    @inlinable package static var output: Name { Name(rawValue: 96) }
    @inlinable package static var p: Name { Name(rawValue: 97) }
    @inlinable package static var param: Name { Name(rawValue: 98) }
    @inlinable package static var picture: Name { Name(rawValue: 99) }
    @inlinable package static var plaintext: Name { Name(rawValue: 100) }
    @inlinable package static var pre: Name { Name(rawValue: 101) }
    @inlinable package static var progress: Name { Name(rawValue: 102) }
    @inlinable package static var q: Name { Name(rawValue: 103) }
    @inlinable package static var rb: Name { Name(rawValue: 104) }
    @inlinable package static var rbc: Name { Name(rawValue: 105) }
    @inlinable package static var rp: Name { Name(rawValue: 106) }
    @inlinable package static var rt: Name { Name(rawValue: 107) }
    @inlinable package static var rtc: Name { Name(rawValue: 108) }
    @inlinable package static var ruby: Name { Name(rawValue: 109) }
    @inlinable package static var s: Name { Name(rawValue: 110) }
    @inlinable package static var samp: Name { Name(rawValue: 111) }
    @inlinable package static var script: Name { Name(rawValue: 112) }
    @inlinable package static var search: Name { Name(rawValue: 113) }
    @inlinable package static var section: Name { Name(rawValue: 114) }
    @inlinable package static var select: Name { Name(rawValue: 115) }
    @inlinable package static var selectedcontent: Name { Name(rawValue: 116) }
    @inlinable package static var shadow: Name { Name(rawValue: 117) }
    @inlinable package static var slot: Name { Name(rawValue: 118) }
    @inlinable package static var small: Name { Name(rawValue: 119) }
    @inlinable package static var source: Name { Name(rawValue: 120) }
    @inlinable package static var spacer: Name { Name(rawValue: 121) }
    @inlinable package static var span: Name { Name(rawValue: 122) }
    @inlinable package static var strike: Name { Name(rawValue: 123) }
    @inlinable package static var strong: Name { Name(rawValue: 124) }
    @inlinable package static var style: Name { Name(rawValue: 125) }
    @inlinable package static var sub: Name { Name(rawValue: 126) }
    @inlinable package static var summary: Name { Name(rawValue: 127) }
    @inlinable package static var sup: Name { Name(rawValue: 128) }
    @inlinable package static var svg: Name { Name(rawValue: 129) }
    @inlinable package static var table: Name { Name(rawValue: 130) }
    @inlinable package static var tbody: Name { Name(rawValue: 131) }
    @inlinable package static var td: Name { Name(rawValue: 132) }
    @inlinable package static var template: Name { Name(rawValue: 133) }
    @inlinable package static var textarea: Name { Name(rawValue: 134) }
    @inlinable package static var tfoot: Name { Name(rawValue: 135) }
    @inlinable package static var th: Name { Name(rawValue: 136) }
    @inlinable package static var thead: Name { Name(rawValue: 137) }
    @inlinable package static var time: Name { Name(rawValue: 138) }
    @inlinable package static var title: Name { Name(rawValue: 139) }
    @inlinable package static var tr: Name { Name(rawValue: 140) }
    @inlinable package static var track: Name { Name(rawValue: 141) }
    @inlinable package static var tt: Name { Name(rawValue: 142) }
    @inlinable package static var u: Name { Name(rawValue: 143) }
    @inlinable package static var ul: Name { Name(rawValue: 144) }
    @inlinable package static var `var`: Name { Name(rawValue: 145) }
    @inlinable package static var video: Name { Name(rawValue: 146) }
    @inlinable package static var wbr: Name { Name(rawValue: 147) }
    @inlinable package static var xmp: Name { Name(rawValue: 148) }
    @inlinable package static var altglyph: Name { Name(rawValue: 149) }
    @inlinable package static var altglyphdef: Name { Name(rawValue: 150) }
    @inlinable package static var altglyphitem: Name { Name(rawValue: 151) }
    @inlinable package static var animate: Name { Name(rawValue: 152) }
    @inlinable package static var animatecolor: Name { Name(rawValue: 153) }
    @inlinable package static var animatemotion: Name { Name(rawValue: 154) }
    @inlinable package static var animatetransform: Name { Name(rawValue: 155) }
    @inlinable package static var circle: Name { Name(rawValue: 156) }
    @inlinable package static var clippath: Name { Name(rawValue: 157) }
    @inlinable package static var cursor: Name { Name(rawValue: 158) }
    @inlinable package static var defs: Name { Name(rawValue: 159) }
    @inlinable package static var desc: Name { Name(rawValue: 160) }
    @inlinable package static var ellipse: Name { Name(rawValue: 161) }
    @inlinable package static var feblend: Name { Name(rawValue: 162) }
    @inlinable package static var fecolormatrix: Name { Name(rawValue: 163) }
    @inlinable package static var fecomponenttransfer: Name { Name(rawValue: 164) }
    @inlinable package static var fecomposite: Name { Name(rawValue: 165) }
    @inlinable package static var feconvolvematrix: Name { Name(rawValue: 166) }
    @inlinable package static var fediffuselighting: Name { Name(rawValue: 167) }
    @inlinable package static var fedisplacementmap: Name { Name(rawValue: 168) }
    @inlinable package static var fedistantlight: Name { Name(rawValue: 169) }
    @inlinable package static var fedropshadow: Name { Name(rawValue: 170) }
    @inlinable package static var feflood: Name { Name(rawValue: 171) }
    @inlinable package static var fefunca: Name { Name(rawValue: 172) }
    @inlinable package static var fefuncb: Name { Name(rawValue: 173) }
    @inlinable package static var fefuncg: Name { Name(rawValue: 174) }
    @inlinable package static var fefuncr: Name { Name(rawValue: 175) }
    @inlinable package static var fegaussianblur: Name { Name(rawValue: 176) }
    @inlinable package static var feimage: Name { Name(rawValue: 177) }
    @inlinable package static var femerge: Name { Name(rawValue: 178) }
    @inlinable package static var femergenode: Name { Name(rawValue: 179) }
    @inlinable package static var femorphology: Name { Name(rawValue: 180) }
    @inlinable package static var feoffset: Name { Name(rawValue: 181) }
    @inlinable package static var fepointlight: Name { Name(rawValue: 182) }
    @inlinable package static var fespecularlighting: Name { Name(rawValue: 183) }
    @inlinable package static var fespotlight: Name { Name(rawValue: 184) }
    @inlinable package static var fetile: Name { Name(rawValue: 185) }
    @inlinable package static var feturbulence: Name { Name(rawValue: 186) }
    @inlinable package static var filter: Name { Name(rawValue: 187) }
    @inlinable package static var foreignobject: Name { Name(rawValue: 188) }
    @inlinable package static var g: Name { Name(rawValue: 189) }
    @inlinable package static var glyph: Name { Name(rawValue: 190) }
    @inlinable package static var glyphref: Name { Name(rawValue: 191) }
    @inlinable package static var hkern: Name { Name(rawValue: 192) }
    @inlinable package static var line: Name { Name(rawValue: 193) }
    @inlinable package static var lineargradient: Name { Name(rawValue: 194) }
    @inlinable package static var marker: Name { Name(rawValue: 195) }
    @inlinable package static var mask: Name { Name(rawValue: 196) }
    @inlinable package static var metadata: Name { Name(rawValue: 197) }
    @inlinable package static var missingGlyph: Name { Name(rawValue: 198) }
    @inlinable package static var mpath: Name { Name(rawValue: 199) }
    @inlinable package static var path: Name { Name(rawValue: 200) }
    @inlinable package static var pattern: Name { Name(rawValue: 201) }
    @inlinable package static var polygon: Name { Name(rawValue: 202) }
    @inlinable package static var polyline: Name { Name(rawValue: 203) }
    @inlinable package static var radialgradient: Name { Name(rawValue: 204) }
    @inlinable package static var rect: Name { Name(rawValue: 205) }
    @inlinable package static var set: Name { Name(rawValue: 206) }
    @inlinable package static var stop: Name { Name(rawValue: 207) }
    @inlinable package static var `switch`: Name { Name(rawValue: 208) }
    @inlinable package static var symbol: Name { Name(rawValue: 209) }
    @inlinable package static var text: Name { Name(rawValue: 210) }
    @inlinable package static var textpath: Name { Name(rawValue: 211) }
    @inlinable package static var tref: Name { Name(rawValue: 212) }
    @inlinable package static var tspan: Name { Name(rawValue: 213) }
    @inlinable package static var use: Name { Name(rawValue: 214) }
    @inlinable package static var view: Name { Name(rawValue: 215) }
    @inlinable package static var vkern: Name { Name(rawValue: 216) }
    @inlinable package static var altGlyph: Name { Name(rawValue: 217) }
    @inlinable package static var altGlyphDef: Name { Name(rawValue: 218) }
    @inlinable package static var altGlyphItem: Name { Name(rawValue: 219) }
    @inlinable package static var animateColor: Name { Name(rawValue: 220) }
    @inlinable package static var animateMotion: Name { Name(rawValue: 221) }
    @inlinable package static var animateTransform: Name { Name(rawValue: 222) }
    @inlinable package static var clipPath: Name { Name(rawValue: 223) }
    @inlinable package static var feBlend: Name { Name(rawValue: 224) }
    @inlinable package static var feColorMatrix: Name { Name(rawValue: 225) }
    @inlinable package static var feComponentTransfer: Name { Name(rawValue: 226) }
    @inlinable package static var feComposite: Name { Name(rawValue: 227) }
    @inlinable package static var feConvolveMatrix: Name { Name(rawValue: 228) }
    @inlinable package static var feDiffuseLighting: Name { Name(rawValue: 229) }
    @inlinable package static var feDisplacementMap: Name { Name(rawValue: 230) }
    @inlinable package static var feDistantLight: Name { Name(rawValue: 231) }
    @inlinable package static var feDropShadow: Name { Name(rawValue: 232) }
    @inlinable package static var feFlood: Name { Name(rawValue: 233) }
    @inlinable package static var feFuncA: Name { Name(rawValue: 234) }
    @inlinable package static var feFuncB: Name { Name(rawValue: 235) }
    @inlinable package static var feFuncG: Name { Name(rawValue: 236) }
    @inlinable package static var feFuncR: Name { Name(rawValue: 237) }
    @inlinable package static var feGaussianBlur: Name { Name(rawValue: 238) }
    @inlinable package static var feImage: Name { Name(rawValue: 239) }
    @inlinable package static var feMerge: Name { Name(rawValue: 240) }
    @inlinable package static var feMergeNode: Name { Name(rawValue: 241) }
    @inlinable package static var feMorphology: Name { Name(rawValue: 242) }
    @inlinable package static var feOffset: Name { Name(rawValue: 243) }
    @inlinable package static var fePointLight: Name { Name(rawValue: 244) }
    @inlinable package static var feSpecularLighting: Name { Name(rawValue: 245) }
    @inlinable package static var feSpotLight: Name { Name(rawValue: 246) }
    @inlinable package static var feTile: Name { Name(rawValue: 247) }
    @inlinable package static var feTurbulence: Name { Name(rawValue: 248) }
    @inlinable package static var foreignObject: Name { Name(rawValue: 249) }
    @inlinable package static var glyphRef: Name { Name(rawValue: 250) }
    @inlinable package static var linearGradient: Name { Name(rawValue: 251) }
    @inlinable package static var radialGradient: Name { Name(rawValue: 252) }
    @inlinable package static var textPath: Name { Name(rawValue: 253) }
    @inlinable package static var annotation: Name { Name(rawValue: 254) }
    @inlinable package static var annotationXml: Name { Name(rawValue: 255) }
    @inlinable package static var maction: Name { Name(rawValue: 256) }
    @inlinable package static var maligngroup: Name { Name(rawValue: 257) }
    @inlinable package static var malignmark: Name { Name(rawValue: 258) }
    @inlinable package static var menclose: Name { Name(rawValue: 259) }
    @inlinable package static var merror: Name { Name(rawValue: 260) }
    @inlinable package static var mfenced: Name { Name(rawValue: 261) }
    @inlinable package static var mfrac: Name { Name(rawValue: 262) }
    @inlinable package static var mglyph: Name { Name(rawValue: 263) }
    @inlinable package static var mi: Name { Name(rawValue: 264) }
    @inlinable package static var mlabeledtr: Name { Name(rawValue: 265) }
    @inlinable package static var mlongdiv: Name { Name(rawValue: 266) }
    @inlinable package static var mmultiscripts: Name { Name(rawValue: 267) }
    @inlinable package static var mn: Name { Name(rawValue: 268) }
    @inlinable package static var mo: Name { Name(rawValue: 269) }
    @inlinable package static var mover: Name { Name(rawValue: 270) }
    @inlinable package static var mpadded: Name { Name(rawValue: 271) }
    @inlinable package static var mphantom: Name { Name(rawValue: 272) }
    @inlinable package static var mprescripts: Name { Name(rawValue: 273) }
    @inlinable package static var mroot: Name { Name(rawValue: 274) }
    @inlinable package static var mrow: Name { Name(rawValue: 275) }
    @inlinable package static var ms: Name { Name(rawValue: 276) }
    @inlinable package static var mscarries: Name { Name(rawValue: 277) }
    @inlinable package static var mscarry: Name { Name(rawValue: 278) }
    @inlinable package static var msgroup: Name { Name(rawValue: 279) }
    @inlinable package static var msline: Name { Name(rawValue: 280) }
    @inlinable package static var mspace: Name { Name(rawValue: 281) }
    @inlinable package static var msqrt: Name { Name(rawValue: 282) }
    @inlinable package static var msrow: Name { Name(rawValue: 283) }
    @inlinable package static var mstack: Name { Name(rawValue: 284) }
    @inlinable package static var mstyle: Name { Name(rawValue: 285) }
    @inlinable package static var msub: Name { Name(rawValue: 286) }
    @inlinable package static var msubsup: Name { Name(rawValue: 287) }
    @inlinable package static var msup: Name { Name(rawValue: 288) }
    @inlinable package static var mtable: Name { Name(rawValue: 289) }
    @inlinable package static var mtd: Name { Name(rawValue: 290) }
    @inlinable package static var mtext: Name { Name(rawValue: 291) }
    @inlinable package static var mtr: Name { Name(rawValue: 292) }
    @inlinable package static var munder: Name { Name(rawValue: 293) }
    @inlinable package static var munderover: Name { Name(rawValue: 294) }
    @inlinable package static var none: Name { Name(rawValue: 295) }
    @inlinable package static var semantics: Name { Name(rawValue: 296) }
    @inlinable package static var about: Name { Name(rawValue: 297) }
    @inlinable package static var accept: Name { Name(rawValue: 298) }
    @inlinable package static var acceptCharset: Name { Name(rawValue: 299) }
    @inlinable package static var accesskey: Name { Name(rawValue: 300) }
    @inlinable package static var action: Name { Name(rawValue: 301) }
    @inlinable package static var align: Name { Name(rawValue: 302) }
    @inlinable package static var alink: Name { Name(rawValue: 303) }
    @inlinable package static var allow: Name { Name(rawValue: 304) }
    @inlinable package static var allowfullscreen: Name { Name(rawValue: 305) }
    @inlinable package static var alt: Name { Name(rawValue: 306) }
    @inlinable package static var ariaChecked: Name { Name(rawValue: 307) }
    @inlinable package static var ariaControls: Name { Name(rawValue: 308) }
    @inlinable package static var ariaCurrent: Name { Name(rawValue: 309) }
    @inlinable package static var ariaDescribedby: Name { Name(rawValue: 310) }
    @inlinable package static var ariaDetails: Name { Name(rawValue: 311) }
    @inlinable package static var ariaDisabled: Name { Name(rawValue: 312) }
    @inlinable package static var ariaExpanded: Name { Name(rawValue: 313) }
    @inlinable package static var ariaHaspopup: Name { Name(rawValue: 314) }
    @inlinable package static var ariaHidden: Name { Name(rawValue: 315) }
    @inlinable package static var ariaLabel: Name { Name(rawValue: 316) }
    @inlinable package static var ariaLabelledby: Name { Name(rawValue: 317) }
    @inlinable package static var ariaLevel: Name { Name(rawValue: 318) }
    @inlinable package static var ariaLive: Name { Name(rawValue: 319) }
    @inlinable package static var ariaModal: Name { Name(rawValue: 320) }
    @inlinable package static var ariaPressed: Name { Name(rawValue: 321) }
    @inlinable package static var ariaRoledescription: Name { Name(rawValue: 322) }
    @inlinable package static var ariaSelected: Name { Name(rawValue: 323) }
    @inlinable package static var `as`: Name { Name(rawValue: 324) }
    @inlinable package static var `async`: Name { Name(rawValue: 325) }
    @inlinable package static var autocomplete: Name { Name(rawValue: 326) }
    @inlinable package static var autofocus: Name { Name(rawValue: 327) }
    @inlinable package static var autoplay: Name { Name(rawValue: 328) }
    @inlinable package static var axis: Name { Name(rawValue: 329) }
    @inlinable package static var background: Name { Name(rawValue: 330) }
    @inlinable package static var bgcolor: Name { Name(rawValue: 331) }
    @inlinable package static var blocking: Name { Name(rawValue: 332) }
    @inlinable package static var border: Name { Name(rawValue: 333) }
    @inlinable package static var bordercolor: Name { Name(rawValue: 334) }
    @inlinable package static var cellpadding: Name { Name(rawValue: 335) }
    @inlinable package static var cellspacing: Name { Name(rawValue: 336) }
    @inlinable package static var char: Name { Name(rawValue: 337) }
    @inlinable package static var charoff: Name { Name(rawValue: 338) }
    @inlinable package static var charset: Name { Name(rawValue: 339) }
    @inlinable package static var checked: Name { Name(rawValue: 340) }
    @inlinable package static var `class`: Name { Name(rawValue: 341) }
    @inlinable package static var classid: Name { Name(rawValue: 342) }
    @inlinable package static var clear: Name { Name(rawValue: 343) }
    @inlinable package static var clipPathAttribute: Name { Name(rawValue: 344) }
    @inlinable package static var clipRule: Name { Name(rawValue: 345) }
    @inlinable package static var codebase: Name { Name(rawValue: 346) }
    @inlinable package static var color: Name { Name(rawValue: 347) }
    @inlinable package static var cols: Name { Name(rawValue: 348) }
    @inlinable package static var colspan: Name { Name(rawValue: 349) }
    @inlinable package static var command: Name { Name(rawValue: 350) }
    @inlinable package static var compact: Name { Name(rawValue: 351) }
    @inlinable package static var component: Name { Name(rawValue: 352) }
    @inlinable package static var contenteditable: Name { Name(rawValue: 353) }
    @inlinable package static var controls: Name { Name(rawValue: 354) }
    @inlinable package static var coords: Name { Name(rawValue: 355) }
    @inlinable package static var crossorigin: Name { Name(rawValue: 356) }
    @inlinable package static var cx: Name { Name(rawValue: 357) }
    @inlinable package static var cy: Name { Name(rawValue: 358) }
    @inlinable package static var d: Name { Name(rawValue: 359) }
    @inlinable package static var dataAction: Name { Name(rawValue: 360) }
    @inlinable package static var dataAlt: Name { Name(rawValue: 361) }
    @inlinable package static var dataCaption: Name { Name(rawValue: 362) }
    @inlinable package static var dataCfasync: Name { Name(rawValue: 363) }
    @inlinable package static var dataContent: Name { Name(rawValue: 364) }
    @inlinable package static var dataDate: Name { Name(rawValue: 365) }
    @inlinable package static var dataHeight: Name { Name(rawValue: 366) }
    @inlinable package static var dataHref: Name { Name(rawValue: 367) }
    @inlinable package static var dataId: Name { Name(rawValue: 368) }
    @inlinable package static var dataIndex: Name { Name(rawValue: 369) }
    @inlinable package static var dataLabel: Name { Name(rawValue: 370) }
    @inlinable package static var dataLang: Name { Name(rawValue: 371) }
    @inlinable package static var dataLanguage: Name { Name(rawValue: 372) }
    @inlinable package static var dataLazy: Name { Name(rawValue: 373) }
    @inlinable package static var dataLazySrc: Name { Name(rawValue: 374) }
    @inlinable package static var dataLazySrcset: Name { Name(rawValue: 375) }
    @inlinable package static var dataLevel: Name { Name(rawValue: 376) }
    @inlinable package static var dataLineNumber: Name { Name(rawValue: 377) }
    @inlinable package static var dataName: Name { Name(rawValue: 378) }
    @inlinable package static var dataOriginal: Name { Name(rawValue: 379) }
    @inlinable package static var dataPrice: Name { Name(rawValue: 380) }
    @inlinable package static var dataRole: Name { Name(rawValue: 381) }
    @inlinable package static var dataSizes: Name { Name(rawValue: 382) }
    @inlinable package static var dataSrc: Name { Name(rawValue: 383) }
    @inlinable package static var dataSrcRetina: Name { Name(rawValue: 384) }
    @inlinable package static var dataSrcset: Name { Name(rawValue: 385) }
    @inlinable package static var dataState: Name { Name(rawValue: 386) }
    @inlinable package static var dataTarget: Name { Name(rawValue: 387) }
    @inlinable package static var dataTestid: Name { Name(rawValue: 388) }
    @inlinable package static var dataTimestamp: Name { Name(rawValue: 389) }
    @inlinable package static var dataTitle: Name { Name(rawValue: 390) }
    @inlinable package static var dataToggle: Name { Name(rawValue: 391) }
    @inlinable package static var dataType: Name { Name(rawValue: 392) }
    @inlinable package static var dataUrl: Name { Name(rawValue: 393) }
    @inlinable package static var dataUtc: Name { Name(rawValue: 394) }
    @inlinable package static var dataValue: Name { Name(rawValue: 395) }
    @inlinable package static var dataWidth: Name { Name(rawValue: 396) }
    @inlinable package static var datatype: Name { Name(rawValue: 397) }
    @inlinable package static var datetime: Name { Name(rawValue: 398) }
    @inlinable package static var declare: Name { Name(rawValue: 399) }
    @inlinable package static var decoding: Name { Name(rawValue: 400) }
    @inlinable package static var `default`: Name { Name(rawValue: 401) }
    @inlinable package static var `defer`: Name { Name(rawValue: 402) }
    @inlinable package static var direction: Name { Name(rawValue: 403) }
    @inlinable package static var dirname: Name { Name(rawValue: 404) }
    @inlinable package static var disabled: Name { Name(rawValue: 405) }
    @inlinable package static var display: Name { Name(rawValue: 406) }
    @inlinable package static var download: Name { Name(rawValue: 407) }
    @inlinable package static var draggable: Name { Name(rawValue: 408) }
    @inlinable package static var encoding: Name { Name(rawValue: 409) }
    @inlinable package static var enctype: Name { Name(rawValue: 410) }
    @inlinable package static var enterkeyhint: Name { Name(rawValue: 411) }
    @inlinable package static var exportparts: Name { Name(rawValue: 412) }
    @inlinable package static var face: Name { Name(rawValue: 413) }
    @inlinable package static var fetchpriority: Name { Name(rawValue: 414) }
    @inlinable package static var fill: Name { Name(rawValue: 415) }
    @inlinable package static var fillOpacity: Name { Name(rawValue: 416) }
    @inlinable package static var fillRule: Name { Name(rawValue: 417) }
    @inlinable package static var focusable: Name { Name(rawValue: 418) }
    @inlinable package static var fontFamily: Name { Name(rawValue: 419) }
    @inlinable package static var fontSize: Name { Name(rawValue: 420) }
    @inlinable package static var `for`: Name { Name(rawValue: 421) }
    @inlinable package static var formaction: Name { Name(rawValue: 422) }
    @inlinable package static var frameborder: Name { Name(rawValue: 423) }
    @inlinable package static var headers: Name { Name(rawValue: 424) }
    @inlinable package static var height: Name { Name(rawValue: 425) }
    @inlinable package static var hidden: Name { Name(rawValue: 426) }
    @inlinable package static var high: Name { Name(rawValue: 427) }
    @inlinable package static var href: Name { Name(rawValue: 428) }
    @inlinable package static var hreflang: Name { Name(rawValue: 429) }
    @inlinable package static var hspace: Name { Name(rawValue: 430) }
    @inlinable package static var httpEquiv: Name { Name(rawValue: 431) }
    @inlinable package static var id: Name { Name(rawValue: 432) }
    @inlinable package static var imagesizes: Name { Name(rawValue: 433) }
    @inlinable package static var imagesrcset: Name { Name(rawValue: 434) }
    @inlinable package static var inert: Name { Name(rawValue: 435) }
    @inlinable package static var inputmode: Name { Name(rawValue: 436) }
    @inlinable package static var integrity: Name { Name(rawValue: 437) }
    @inlinable package static var `is`: Name { Name(rawValue: 438) }
    @inlinable package static var ismap: Name { Name(rawValue: 439) }
    @inlinable package static var itemid: Name { Name(rawValue: 440) }
    @inlinable package static var itemprop: Name { Name(rawValue: 441) }
    @inlinable package static var itemref: Name { Name(rawValue: 442) }
    @inlinable package static var itemscope: Name { Name(rawValue: 443) }
    @inlinable package static var itemtype: Name { Name(rawValue: 444) }
    @inlinable package static var kind: Name { Name(rawValue: 445) }
    @inlinable package static var lang: Name { Name(rawValue: 446) }
    @inlinable package static var language: Name { Name(rawValue: 447) }
    @inlinable package static var list: Name { Name(rawValue: 448) }
    @inlinable package static var loading: Name { Name(rawValue: 449) }
    @inlinable package static var longdesc: Name { Name(rawValue: 450) }
    @inlinable package static var loop: Name { Name(rawValue: 451) }
    @inlinable package static var low: Name { Name(rawValue: 452) }
    @inlinable package static var lowsrc: Name { Name(rawValue: 453) }
    @inlinable package static var marginheight: Name { Name(rawValue: 454) }
    @inlinable package static var marginwidth: Name { Name(rawValue: 455) }
    @inlinable package static var max: Name { Name(rawValue: 456) }
    @inlinable package static var maxlength: Name { Name(rawValue: 457) }
    @inlinable package static var media: Name { Name(rawValue: 458) }
    @inlinable package static var method: Name { Name(rawValue: 459) }
    @inlinable package static var min: Name { Name(rawValue: 460) }
    @inlinable package static var minlength: Name { Name(rawValue: 461) }
    @inlinable package static var multiple: Name { Name(rawValue: 462) }
    @inlinable package static var muted: Name { Name(rawValue: 463) }
    @inlinable package static var name: Name { Name(rawValue: 464) }
    @inlinable package static var nohref: Name { Name(rawValue: 465) }
    @inlinable package static var nomodule: Name { Name(rawValue: 466) }
    @inlinable package static var nonce: Name { Name(rawValue: 467) }
    @inlinable package static var noresize: Name { Name(rawValue: 468) }
    @inlinable package static var noshade: Name { Name(rawValue: 469) }
    @inlinable package static var novalidate: Name { Name(rawValue: 470) }
    @inlinable package static var nowrap: Name { Name(rawValue: 471) }
    @inlinable package static var offset: Name { Name(rawValue: 472) }
    @inlinable package static var onblur: Name { Name(rawValue: 473) }
    @inlinable package static var onchange: Name { Name(rawValue: 474) }
    @inlinable package static var onclick: Name { Name(rawValue: 475) }
    @inlinable package static var onerror: Name { Name(rawValue: 476) }
    @inlinable package static var onfocus: Name { Name(rawValue: 477) }
    @inlinable package static var onload: Name { Name(rawValue: 478) }
    @inlinable package static var onmouseout: Name { Name(rawValue: 479) }
    @inlinable package static var onmouseover: Name { Name(rawValue: 480) }
    @inlinable package static var onsubmit: Name { Name(rawValue: 481) }
    @inlinable package static var opacity: Name { Name(rawValue: 482) }
    @inlinable package static var open: Name { Name(rawValue: 483) }
    @inlinable package static var optimum: Name { Name(rawValue: 484) }
    @inlinable package static var optional: Name { Name(rawValue: 485) }
    @inlinable package static var part: Name { Name(rawValue: 486) }
    @inlinable package static var ping: Name { Name(rawValue: 487) }
    @inlinable package static var placeholder: Name { Name(rawValue: 488) }
    @inlinable package static var playsinline: Name { Name(rawValue: 489) }
    @inlinable package static var points: Name { Name(rawValue: 490) }
    @inlinable package static var popover: Name { Name(rawValue: 491) }
    @inlinable package static var popovertarget: Name { Name(rawValue: 492) }
    @inlinable package static var poster: Name { Name(rawValue: 493) }
    @inlinable package static var prefix: Name { Name(rawValue: 494) }
    @inlinable package static var preload: Name { Name(rawValue: 495) }
    @inlinable package static var preserveaspectratio: Name { Name(rawValue: 496) }
    @inlinable package static var profile: Name { Name(rawValue: 497) }
    @inlinable package static var property: Name { Name(rawValue: 498) }
    @inlinable package static var r: Name { Name(rawValue: 499) }
    @inlinable package static var readonly: Name { Name(rawValue: 500) }
    @inlinable package static var referrerpolicy: Name { Name(rawValue: 501) }
    @inlinable package static var rel: Name { Name(rawValue: 502) }
    @inlinable package static var required: Name { Name(rawValue: 503) }
    @inlinable package static var resource: Name { Name(rawValue: 504) }
    @inlinable package static var rev: Name { Name(rawValue: 505) }
    @inlinable package static var reversed: Name { Name(rawValue: 506) }
    @inlinable package static var role: Name { Name(rawValue: 507) }
    @inlinable package static var rows: Name { Name(rawValue: 508) }
    @inlinable package static var rowspan: Name { Name(rawValue: 509) }
    @inlinable package static var rules: Name { Name(rawValue: 510) }
    @inlinable package static var rx: Name { Name(rawValue: 511) }
    @inlinable package static var ry: Name { Name(rawValue: 512) }
    @inlinable package static var sandbox: Name { Name(rawValue: 513) }
    @inlinable package static var scheme: Name { Name(rawValue: 514) }
    @inlinable package static var scope: Name { Name(rawValue: 515) }
    @inlinable package static var scrolling: Name { Name(rawValue: 516) }
    @inlinable package static var selected: Name { Name(rawValue: 517) }
    @inlinable package static var shape: Name { Name(rawValue: 518) }
    @inlinable package static var shadowrootmode: Name { Name(rawValue: 519) }
    @inlinable package static var size: Name { Name(rawValue: 520) }
    @inlinable package static var sizes: Name { Name(rawValue: 521) }
    @inlinable package static var spellcheck: Name { Name(rawValue: 522) }
    @inlinable package static var src: Name { Name(rawValue: 523) }
    @inlinable package static var srcdoc: Name { Name(rawValue: 524) }
    @inlinable package static var srclang: Name { Name(rawValue: 525) }
    @inlinable package static var srcset: Name { Name(rawValue: 526) }
    @inlinable package static var standby: Name { Name(rawValue: 527) }
    @inlinable package static var start: Name { Name(rawValue: 528) }
    @inlinable package static var step: Name { Name(rawValue: 529) }
    @inlinable package static var stopColor: Name { Name(rawValue: 530) }
    @inlinable package static var stroke: Name { Name(rawValue: 531) }
    @inlinable package static var strokeLinecap: Name { Name(rawValue: 532) }
    @inlinable package static var strokeLinejoin: Name { Name(rawValue: 533) }
    @inlinable package static var strokeWidth: Name { Name(rawValue: 534) }
    @inlinable package static var tabindex: Name { Name(rawValue: 535) }
    @inlinable package static var target: Name { Name(rawValue: 536) }
    @inlinable package static var textAnchor: Name { Name(rawValue: 537) }
    @inlinable package static var transform: Name { Name(rawValue: 538) }
    @inlinable package static var translate: Name { Name(rawValue: 539) }
    @inlinable package static var type: Name { Name(rawValue: 540) }
    @inlinable package static var typeof: Name { Name(rawValue: 541) }
    @inlinable package static var usemap: Name { Name(rawValue: 542) }
    @inlinable package static var valign: Name { Name(rawValue: 543) }
    @inlinable package static var value: Name { Name(rawValue: 544) }
    @inlinable package static var valuetype: Name { Name(rawValue: 545) }
    @inlinable package static var version: Name { Name(rawValue: 546) }
    @inlinable package static var viewbox: Name { Name(rawValue: 547) }
    @inlinable package static var visibility: Name { Name(rawValue: 548) }
    @inlinable package static var vlink: Name { Name(rawValue: 549) }
    @inlinable package static var vocab: Name { Name(rawValue: 550) }
    @inlinable package static var vspace: Name { Name(rawValue: 551) }
    @inlinable package static var width: Name { Name(rawValue: 552) }
    @inlinable package static var wrap: Name { Name(rawValue: 553) }
    @inlinable package static var x: Name { Name(rawValue: 554) }
    @inlinable package static var x1: Name { Name(rawValue: 555) }
    @inlinable package static var x2: Name { Name(rawValue: 556) }
    @inlinable package static var xlinkActuate: Name { Name(rawValue: 557) }
    @inlinable package static var xlinkArcrole: Name { Name(rawValue: 558) }
    @inlinable package static var xlinkHref: Name { Name(rawValue: 559) }
    @inlinable package static var xlinkRole: Name { Name(rawValue: 560) }
    @inlinable package static var xlinkShow: Name { Name(rawValue: 561) }
    @inlinable package static var xlinkTitle: Name { Name(rawValue: 562) }
    @inlinable package static var xlinkType: Name { Name(rawValue: 563) }
    @inlinable package static var xmlLang: Name { Name(rawValue: 564) }
    @inlinable package static var xmlSpace: Name { Name(rawValue: 565) }
    @inlinable package static var xmlns: Name { Name(rawValue: 566) }
    @inlinable package static var xmlnsXlink: Name { Name(rawValue: 567) }
    @inlinable package static var y: Name { Name(rawValue: 568) }
    @inlinable package static var y1: Name { Name(rawValue: 569) }
    @inlinable package static var y2: Name { Name(rawValue: 570) }
    @inlinable package static var attributeName: Name { Name(rawValue: 571) }
    @inlinable package static var attributeType: Name { Name(rawValue: 572) }
    @inlinable package static var baseFrequency: Name { Name(rawValue: 573) }
    @inlinable package static var baseProfile: Name { Name(rawValue: 574) }
    @inlinable package static var calcMode: Name { Name(rawValue: 575) }
    @inlinable package static var clipPathUnits: Name { Name(rawValue: 576) }
    @inlinable package static var definitionURL: Name { Name(rawValue: 577) }
    @inlinable package static var diffuseConstant: Name { Name(rawValue: 578) }
    @inlinable package static var edgeMode: Name { Name(rawValue: 579) }
    @inlinable package static var filterUnits: Name { Name(rawValue: 580) }
    @inlinable package static var gradientTransform: Name { Name(rawValue: 581) }
    @inlinable package static var gradientUnits: Name { Name(rawValue: 582) }
    @inlinable package static var kernelMatrix: Name { Name(rawValue: 583) }
    @inlinable package static var kernelUnitLength: Name { Name(rawValue: 584) }
    @inlinable package static var keyPoints: Name { Name(rawValue: 585) }
    @inlinable package static var keySplines: Name { Name(rawValue: 586) }
    @inlinable package static var keyTimes: Name { Name(rawValue: 587) }
    @inlinable package static var lengthAdjust: Name { Name(rawValue: 588) }
    @inlinable package static var limitingConeAngle: Name { Name(rawValue: 589) }
    @inlinable package static var markerHeight: Name { Name(rawValue: 590) }
    @inlinable package static var markerUnits: Name { Name(rawValue: 591) }
    @inlinable package static var markerWidth: Name { Name(rawValue: 592) }
    @inlinable package static var maskContentUnits: Name { Name(rawValue: 593) }
    @inlinable package static var maskUnits: Name { Name(rawValue: 594) }
    @inlinable package static var numOctaves: Name { Name(rawValue: 595) }
    @inlinable package static var pathLength: Name { Name(rawValue: 596) }
    @inlinable package static var patternContentUnits: Name { Name(rawValue: 597) }
    @inlinable package static var patternTransform: Name { Name(rawValue: 598) }
    @inlinable package static var patternUnits: Name { Name(rawValue: 599) }
    @inlinable package static var pointsAtX: Name { Name(rawValue: 600) }
    @inlinable package static var pointsAtY: Name { Name(rawValue: 601) }
    @inlinable package static var pointsAtZ: Name { Name(rawValue: 602) }
    @inlinable package static var preserveAlpha: Name { Name(rawValue: 603) }
    @inlinable package static var preserveAspectRatio: Name { Name(rawValue: 604) }
    @inlinable package static var primitiveUnits: Name { Name(rawValue: 605) }
    @inlinable package static var refX: Name { Name(rawValue: 606) }
    @inlinable package static var refY: Name { Name(rawValue: 607) }
    @inlinable package static var repeatCount: Name { Name(rawValue: 608) }
    @inlinable package static var repeatDur: Name { Name(rawValue: 609) }
    @inlinable package static var requiredExtensions: Name { Name(rawValue: 610) }
    @inlinable package static var requiredFeatures: Name { Name(rawValue: 611) }
    @inlinable package static var specularConstant: Name { Name(rawValue: 612) }
    @inlinable package static var specularExponent: Name { Name(rawValue: 613) }
    @inlinable package static var spreadMethod: Name { Name(rawValue: 614) }
    @inlinable package static var startOffset: Name { Name(rawValue: 615) }
    @inlinable package static var stdDeviation: Name { Name(rawValue: 616) }
    @inlinable package static var stitchTiles: Name { Name(rawValue: 617) }
    @inlinable package static var surfaceScale: Name { Name(rawValue: 618) }
    @inlinable package static var systemLanguage: Name { Name(rawValue: 619) }
    @inlinable package static var tableValues: Name { Name(rawValue: 620) }
    @inlinable package static var targetX: Name { Name(rawValue: 621) }
    @inlinable package static var targetY: Name { Name(rawValue: 622) }
    @inlinable package static var textLength: Name { Name(rawValue: 623) }
    @inlinable package static var viewBox: Name { Name(rawValue: 624) }
    @inlinable package static var viewTarget: Name { Name(rawValue: 625) }
    @inlinable package static var xChannelSelector: Name { Name(rawValue: 626) }
    @inlinable package static var yChannelSelector: Name { Name(rawValue: 627) }
    @inlinable package static var zoomAndPan: Name { Name(rawValue: 628) }
    @inlinable package static var attributename: Name { Name(rawValue: 629) }
    @inlinable package static var attributetype: Name { Name(rawValue: 630) }
    @inlinable package static var basefrequency: Name { Name(rawValue: 631) }
    @inlinable package static var baseprofile: Name { Name(rawValue: 632) }
    @inlinable package static var calcmode: Name { Name(rawValue: 633) }
    @inlinable package static var clippathunits: Name { Name(rawValue: 634) }
    @inlinable package static var definitionurl: Name { Name(rawValue: 635) }
    @inlinable package static var diffuseconstant: Name { Name(rawValue: 636) }
    @inlinable package static var edgemode: Name { Name(rawValue: 637) }
    @inlinable package static var filterunits: Name { Name(rawValue: 638) }
    @inlinable package static var gradienttransform: Name { Name(rawValue: 639) }
    @inlinable package static var gradientunits: Name { Name(rawValue: 640) }
    @inlinable package static var kernelmatrix: Name { Name(rawValue: 641) }
    @inlinable package static var kernelunitlength: Name { Name(rawValue: 642) }
    @inlinable package static var keypoints: Name { Name(rawValue: 643) }
    @inlinable package static var keysplines: Name { Name(rawValue: 644) }
    @inlinable package static var keytimes: Name { Name(rawValue: 645) }
    @inlinable package static var lengthadjust: Name { Name(rawValue: 646) }
    @inlinable package static var limitingconeangle: Name { Name(rawValue: 647) }
    @inlinable package static var markerheight: Name { Name(rawValue: 648) }
    @inlinable package static var markerunits: Name { Name(rawValue: 649) }
    @inlinable package static var markerwidth: Name { Name(rawValue: 650) }
    @inlinable package static var maskcontentunits: Name { Name(rawValue: 651) }
    @inlinable package static var maskunits: Name { Name(rawValue: 652) }
    @inlinable package static var numoctaves: Name { Name(rawValue: 653) }
    @inlinable package static var pathlength: Name { Name(rawValue: 654) }
    @inlinable package static var patterncontentunits: Name { Name(rawValue: 655) }
    @inlinable package static var patterntransform: Name { Name(rawValue: 656) }
    @inlinable package static var patternunits: Name { Name(rawValue: 657) }
    @inlinable package static var pointsatx: Name { Name(rawValue: 658) }
    @inlinable package static var pointsaty: Name { Name(rawValue: 659) }
    @inlinable package static var pointsatz: Name { Name(rawValue: 660) }
    @inlinable package static var preservealpha: Name { Name(rawValue: 661) }
    @inlinable package static var primitiveunits: Name { Name(rawValue: 662) }
    @inlinable package static var refx: Name { Name(rawValue: 663) }
    @inlinable package static var refy: Name { Name(rawValue: 664) }
    @inlinable package static var repeatcount: Name { Name(rawValue: 665) }
    @inlinable package static var repeatdur: Name { Name(rawValue: 666) }
    @inlinable package static var requiredextensions: Name { Name(rawValue: 667) }
    @inlinable package static var requiredfeatures: Name { Name(rawValue: 668) }
    @inlinable package static var specularconstant: Name { Name(rawValue: 669) }
    @inlinable package static var specularexponent: Name { Name(rawValue: 670) }
    @inlinable package static var spreadmethod: Name { Name(rawValue: 671) }
    @inlinable package static var startoffset: Name { Name(rawValue: 672) }
    @inlinable package static var stddeviation: Name { Name(rawValue: 673) }
    @inlinable package static var stitchtiles: Name { Name(rawValue: 674) }
    @inlinable package static var surfacescale: Name { Name(rawValue: 675) }
    @inlinable package static var systemlanguage: Name { Name(rawValue: 676) }
    @inlinable package static var tablevalues: Name { Name(rawValue: 677) }
    @inlinable package static var targetx: Name { Name(rawValue: 678) }
    @inlinable package static var targety: Name { Name(rawValue: 679) }
    @inlinable package static var textlength: Name { Name(rawValue: 680) }
    @inlinable package static var viewtarget: Name { Name(rawValue: 681) }
    @inlinable package static var xchannelselector: Name { Name(rawValue: 682) }
    @inlinable package static var ychannelselector: Name { Name(rawValue: 683) }
    @inlinable package static var zoomandpan: Name { Name(rawValue: 684) }
}
