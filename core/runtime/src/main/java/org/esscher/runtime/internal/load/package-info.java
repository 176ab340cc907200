/**
 * Finds plugins, each directory entry in a class loader of its own, and keeps what they declare.
 */
@NullMarked
package org.esscher.runtime.internal.load;

import org.jspecify.annotations.NullMarked;
