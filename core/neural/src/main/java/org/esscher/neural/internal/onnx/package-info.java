/** Models in ONNX files, run by ONNX Runtime, which is on the class path of those who want it. */
@NullMarked
package org.esscher.neural.internal.onnx;

import org.jspecify.annotations.NullMarked;
