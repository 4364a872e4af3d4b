// Typed doors to libcurl's variadic setters, which Swift cannot call.
#ifndef ORBWEAVER_CCURL_H
#define ORBWEAVER_CCURL_H

#include <curl/curl.h>

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

#endif
