/**
 * The portable expression engine: compiles expressions into a program over blocks of rows, runs it
 * forwards and backwards in float64.
 */
@NullMarked
package org.esscher.runtime.internal.expression;

import org.jspecify.annotations.NullMarked;
