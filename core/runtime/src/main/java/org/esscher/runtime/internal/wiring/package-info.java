/** Puts the host together. Guice stays in here. */
@NullMarked
package org.esscher.runtime.internal.wiring;

import org.jspecify.annotations.NullMarked;
