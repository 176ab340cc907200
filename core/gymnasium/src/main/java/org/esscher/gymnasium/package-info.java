/**
 * Environments of Gymnasium (Towers et al. 2024, arXiv 2407.17032), which run in a Python process
 * beside the JVM. No plugin may start a process (rule PLG-11); this is a part of the host, and
 * optional: without this module nothing does.
 */
@NullMarked
package org.esscher.gymnasium;

import org.jspecify.annotations.NullMarked;
