import CCurl

/// A libcurl easy handle with the string lists it points into. It serves all hops of one fetch and keeps
/// the cookies that the sites set between them.
struct EasyHandle: ~Copyable {
    let raw: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init?() {
        guard let raw = curl_easy_init() else { return nil }
        self.raw = raw
    }

    deinit {
        curl_easy_cleanup(raw)
        for list in lists { curl_slist_free_all(list) }
    }

    /// Options that this build of libcurl lacks are skipped; those that matter for safety are checked by
    /// the caller.
    @discardableResult func set(_ option: CURLoption, _ value: Int) -> Bool {
        ccurl_set_long(raw, option, value) == CURLE_OK
    }

    @discardableResult func set(_ option: CURLoption, _ value: String?) -> Bool {
        ccurl_set_string(raw, option, value) == CURLE_OK
    }

    @discardableResult mutating func set(_ option: CURLoption, _ values: [String]) -> Bool {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) ?? list }
        guard let list else { return ccurl_set_list(raw, option, nil) == CURLE_OK }
        lists.append(list)
        return ccurl_set_list(raw, option, list) == CURLE_OK
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(raw, info, &value) == CURLE_OK ? value : 0
    }

    /// A time in microseconds.
    func time(_ info: CURLINFO) -> Int {
        var value = curl_off_t()
        return ccurl_get_offset(raw, info, &value) == CURLE_OK ? Int(value) : 0
    }
}
