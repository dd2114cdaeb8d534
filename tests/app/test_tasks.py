"""Hazards: work that fails in silence; work that cannot be stopped."""

import queue
from collections.abc import Callable

from app.tasks import Task, TimeLeft
from app.text.values import describe_time_left


class Counting(Task[int]):
    def __init__(self) -> None:
        self.counted = 0

    def run(self) -> int:
        while not self.cancelled:
            self.counted += 1
            self.progress, self.doing = min(1.0, self.counted / 10), f"number {self.counted}"
        return self.counted


def ended(task: Task[int]) -> tuple[list[int], list[Exception]]:
    """What is told of a task that has been started, once its end is delivered."""
    calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
    results: list[int] = []
    problems: list[Exception] = []
    task.start(results.append, problems.append, calls.put)
    task.cancel()
    call = calls.get(timeout=10)
    assert not results and not problems, "nothing is told on the worker"
    call()
    return results, problems


def test_a_task_can_be_stopped_and_tells_its_result() -> None:
    task = Counting()
    assert ended(task) == ([task.counted], [])


def test_a_task_that_fails_tells_what_it_raised() -> None:
    results, problems = ended(Task(lambda: 1 // 0))
    assert results == [] and [type(problem) for problem in problems] == [ZeroDivisionError]


def test_waiting_for_a_task_returns_once_its_end_was_delivered() -> None:
    ends: list[Callable[[], object]] = []
    task = Counting()
    task.wait()  # it was never started: nothing to wait for
    task.start(lambda result: result, lambda problem: problem, ends.append)
    task.cancel()
    task.wait()
    assert len(ends) == 1


def test_the_time_left_follows_what_was_done_and_starts_again_with_new_work() -> None:
    now_s = 0.0
    left = TimeLeft(lambda: now_s)
    assert left.seconds(0.0) is None
    now_s = 1.0
    assert left.seconds(0.1) is None, "too early"
    now_s = 10.0
    assert left.seconds(0.25) == 30.0
    assert left.seconds(0.0) is None, "another round"
    now_s = 20.0
    assert left.seconds(0.5) == 10.0
    assert left.seconds(1.0) == 0.0


def test_work_that_stands_still_promises_nothing() -> None:
    """Once a long stretch said "a few seconds left" for minutes."""
    now = [0.0]
    left = TimeLeft(lambda: now[0])
    for second in range(20):
        now[0] = float(second)
        left.seconds(min(second / 20, 0.95))
    now[0] = 19.5
    assert describe_time_left(left.seconds(0.95)) == "a few seconds left"
    now[0] = 60.0
    assert describe_time_left(left.seconds(0.95)) == "still working"
    now[0] = 61.0
    assert describe_time_left(left.seconds(0.97)) == "a few seconds left"
