/** Models whose networks end in what a policy or critic is made of. */
@NullMarked
package org.esscher.neural.internal.model;

import org.jspecify.annotations.NullMarked;
