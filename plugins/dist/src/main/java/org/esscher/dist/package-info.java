/** The distribution, and the architecture rules that only it sees enough to check. */
@NullMarked
package org.esscher.dist;

import org.jspecify.annotations.NullMarked;
