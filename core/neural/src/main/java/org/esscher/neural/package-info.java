/**
 * Neural models as components: policies, critics and rewards whose networks run on Deep Java
 * Library's PyTorch engine. What a network gives is turned into log-probabilities, entropies and
 * samples in Java, in float64, and the cotangents go back the same way; only the network itself is
 * native.
 *
 * <p>Every model keeps its parameters in Java, as float64, and hands them to the engine at each
 * pass in the network's {@link org.esscher.neural.Precision}. Native memory belongs to a pass and
 * is freed when the host closes it.
 */
@NullMarked
package org.esscher.neural;

import org.jspecify.annotations.NullMarked;
