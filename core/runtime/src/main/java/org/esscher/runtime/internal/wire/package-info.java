/** Plain data as bytes, between processes of one version. */
@NullMarked
package org.esscher.runtime.internal.wire;

import org.jspecify.annotations.NullMarked;
