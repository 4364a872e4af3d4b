// zlib, with the macros that Swift cannot import.
#ifndef ORBWEAVER_CZLIB_H
#define ORBWEAVER_CZLIB_H

#include <zlib.h>

/// Starts a stream that writes the gzip format.
static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// Starts a stream that reads the gzip format.
static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
