#include "peers.h"

const bench overheads[] = {{0, 0}};
