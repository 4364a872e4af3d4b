import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What must happen once in the process before libcurl is used.
enum CurlLibrary {
    /// libcurl turns international host names into ASCII by the locale's encoding, so that has to be
    /// UTF-8; no other category of the locale changes.
    static let prepare: Void = {
        setlocale(LC_CTYPE, "C.UTF-8")
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    }()
}
