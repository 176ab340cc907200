/**
 * What the compiler of a plugin runs: it keeps, beside each component's class, what the source says
 * of the component's configuration.
 */
@NullMarked
package org.esscher.api.processing;

import org.jspecify.annotations.NullMarked;
