// SQLite's API, with the macros that Swift cannot import.
#ifndef ORBWEAVER_CSQLITE_H
#define ORBWEAVER_CSQLITE_H

#include <sqlite3.h>

static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }

// SQLITE_DBCONFIG_DEFENSIVE and the like: sqlite3_db_config is variadic.
static inline int csqlite_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

#endif
