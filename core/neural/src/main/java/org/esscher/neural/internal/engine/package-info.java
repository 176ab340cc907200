/** The native engine: its start, its memory, and the way of numbers in and out of it. */
@NullMarked
package org.esscher.neural.internal.engine;

import org.jspecify.annotations.NullMarked;
