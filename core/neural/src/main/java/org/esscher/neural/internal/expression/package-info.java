/** Expressions as operations of the native engine. */
@NullMarked
package org.esscher.neural.internal.expression;

import org.jspecify.annotations.NullMarked;
