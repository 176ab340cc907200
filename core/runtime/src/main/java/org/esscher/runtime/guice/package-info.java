/** For embedders who wire their application with Guice; all others need only the builder. */
@NullMarked
package org.esscher.runtime.guice;

import org.jspecify.annotations.NullMarked;
