/** The host that loads plugins, binds their configuration and runs them. */
@NullMarked
package org.esscher.runtime;

import org.jspecify.annotations.NullMarked;
