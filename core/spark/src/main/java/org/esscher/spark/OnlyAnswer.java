package org.esscher.spark;

import java.io.Serializable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a task gives of its partition, which has one answer. */
final class OnlyAnswer extends AbstractFunction1<Iterator<PartitionAnswer>, PartitionAnswer>
    implements Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public PartitionAnswer apply(Iterator<PartitionAnswer> answers) {
    return answers.next();
  }
}
