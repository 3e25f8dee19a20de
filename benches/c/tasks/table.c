#include "../peers.h"

const bench tasks[] = {{0, 0}};
