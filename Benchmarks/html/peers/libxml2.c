// Times the HTML parser of libxml2: libxml2 ROUNDS FILE...
#include <libxml/HTMLparser.h>
#include "timing.h"

static void parse(const char *bytes, size_t count) {
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
    xmlFreeDoc(htmlReadMemory(bytes, (int)count, NULL, "utf-8", options));
}

int main(int argc, char **argv) { return run("libxml2", parse, argc, argv); }
