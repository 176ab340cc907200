/** Benchmarks of the host and its engine. */
@NullMarked
package org.esscher.bench;

import org.jspecify.annotations.NullMarked;
