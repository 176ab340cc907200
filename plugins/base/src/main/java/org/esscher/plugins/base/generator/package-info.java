/** Simulated logs whose truth is known. */
@NullMarked
package org.esscher.plugins.base.generator;

import org.jspecify.annotations.NullMarked;
