/** A run's metrics in the formats of other tools. */
@NullMarked
package org.esscher.cli.tracking;

import org.jspecify.annotations.NullMarked;
