/** Networks as functions of a vector of parameters, and their derivatives. */
@NullMarked
package org.esscher.neural.internal.network;

import org.jspecify.annotations.NullMarked;
