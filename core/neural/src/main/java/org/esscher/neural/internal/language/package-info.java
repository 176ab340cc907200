/** Causal language models: tokens, transformer, log-probabilities of texts, sampling. */
@NullMarked
package org.esscher.neural.internal.language;

import org.jspecify.annotations.NullMarked;
