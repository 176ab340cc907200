/** The {@code esscher} command. */
@NullMarked
package org.esscher.cli;

import org.jspecify.annotations.NullMarked;
