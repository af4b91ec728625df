"""What became of each task of a workspace, each judged by itself.

    judge = Judge(chapters.Stage(root, "01"), "work/01_tcp_echo", "build/release")
    for verdict in judge.verdicts():          # or verdicts([3])
        print(verdict.task.number, verdict.state.value, verdict.line, *verdict.details, sep="\n")

Every function that is still to be written is taken from the reference. First all that is written is built and tried
together; a task whose checks then pass is done. For one whose checks do not, or if nothing compiles, a program is made
in which that task alone is the learner's: so one wrong task never turns another red. Nothing is built of the library
and the grader here: `build` holds them (targets ladder_library, check and ladder_catch_main). Python 3.9, standard
library only.
"""
import dataclasses
import enum
import re

import grading
import tries
import variants
from chapters import CourseError, Task

TOGETHER = "together"


class State(str, enum.Enum):
    """What a task can be."""
    NOT_BEGUN = "not begun"
    DOES_NOT_COMPILE = "does not compile"
    WRONG = "wrong"
    DONE = "done"


@dataclasses.dataclass
class Verdict:
    """One task: what it is, one line that says why, and all that is known of what is wrong."""
    task: Task
    state: State
    line: str
    details: list = dataclasses.field(default_factory=list)
    outcomes: list = dataclasses.field(default_factory=list)  # of the checks that were tried, grading.Outcome


@dataclasses.dataclass
class Built:
    """A variant that was built, or the compiler's words."""
    name: str
    errors: str


class Judge:
    """Judges one workspace. `folder` is where it builds, under the workspace's build/; `cmake` are further words for
    cmake, such as -DLADDER_JUDGED_FLAGS=-fsanitize=address; `patience` multiplies every time limit."""

    def __init__(self, stage, workspace, build, patience=1, folder="judge", cmake=(), tell=lambda line: None):
        self.stage, self.target, self.patience, self.tell = stage, workspace, patience, tell
        self.variants = variants.Variants(stage, workspace, build, folder, cmake)
        self.grader = self.variants.build / "bin" / "check"
        self.graded = stage.graded_by()
        self.space = variants.Workspace(stage, workspace)
        self.notes = []

    def look(self):
        """Reads the workspace anew, and what it is that the learner has written by now: [task's number]."""
        self.space = variants.Workspace(self.stage, self.target)
        self.notes = [f"the marker lines of task {number} are gone from {', '.join(map(str, places))}: it is judged as "
                      "it stands there, and with every other task"
                      for number in self.space.tasks if (places := self.space.unmarked(number))]
        return [number for number in self.space.tasks if self.space.is_written(number)]

    def verdicts(self, numbers=None):
        """[Verdict] of these tasks, or of all. CourseError if the compiler or the grader cannot work at all."""
        written = self.look()
        chosen = [number for number in self.space.tasks if numbers is None or number in numbers]
        judged = {number: self.not_begun(number) for number in chosen if number not in written}
        asked = [number for number in chosen if number in written]
        if asked and (asked == written or len(asked) > 1):
            judged.update(self.judged_in(TOGETHER, written, asked))
        for number in asked:
            if number not in judged or (judged[number].state != State.DONE and len(written) > 1):
                judged.update(self.judged_in(f"task_{number}", [number], [number]))
        return [judged[number] for number in chosen]

    def not_begun(self, number):
        place, line, is_begun = self.space.call(number)
        where = f"{place}:{line} still says still_to_be_written()" if is_begun else str(place)
        return Verdict(self.space.tasks[number], State.NOT_BEGUN, where)

    def built(self, variant, own):
        """Builds the programs in which the tasks `own` are the learner's."""
        self.variants.write(variant, set(own), self.space)
        if errors := self.variants.configure(self.space):
            raise CourseError(f"cmake cannot configure the workspace:\n{errors}")
        self.tell(f"building {'what is written' if variant == TOGETHER else variant.replace('_', ' ') + ' by itself'}")
        with_tries = [f"try_{path.stem}.{variant}" for number in own for path in self.tries_of(number)]
        return Built(variant, self.variants.compile(variant, *with_tries))

    def judged_in(self, variant, own, asked):
        """{task: Verdict} of the tasks `asked` in the programs in which `own` are the learner's."""
        built = self.built(variant, own)
        if built.errors:
            return {number: self.not_compiled(number, built.errors) for number in asked}
        judged = {}
        for number in asked:
            if failure := self.tried(variant, number):
                judged[number] = Verdict(self.space.tasks[number], State.WRONG, failure.case, failure.text())
        left = [number for number in asked if number not in judged]
        outcomes = self.grade(variant, dict.fromkeys(name for number in left for name in self.graded.get(number, [])))
        for number in left:
            judged[number] = self.from_outcomes(number, [outcomes[name] for name in self.graded.get(number, [])])
        return judged

    def tries_of(self, number):
        return tries.sources(self.variants.target, self.space.tasks[number])

    def tried(self, variant, number):
        """What its tries found wrong, or nothing."""
        for path in self.tries_of(number):
            program = self.variants.folder / variant / f"try_{path.stem}"
            if failure := tries.run(program, tries.cases(path), self.patience):
                return failure
        return None

    def grade(self, variant, names):
        """{check: Outcome} of these checks, on the programs of a variant."""
        if not names:
            return {}
        self.tell(f"grading: {', '.join(names)}")
        programs = self.variants.programs(variant)
        return {one.name: one for one in grading.grade(self.grader, self.stage, programs, names, self.patience)}

    def not_compiled(self, number, errors):
        line = next((line for line in errors.splitlines() if "error" in line or "undefined" in line), "see below")
        return Verdict(self.space.tasks[number], State.DOES_NOT_COMPILE, line, errors.splitlines())

    def from_outcomes(self, number, outcomes):
        """The verdict that the checks of a task come to."""
        task = self.space.tasks[number]
        bad = [one for one in outcomes if one.kind == "failed"] or [one for one in outcomes if one.kind == "untried"]
        if not bad:
            passed = sum(1 for one in outcomes if one.kind == "passed")
            return Verdict(task, State.DONE, f"{passed} check{'s' * (passed != 1)} passed", [], outcomes)
        first = bad[0]
        if unwritten := first.unwritten():
            return Verdict(task, State.WRONG, f"the program comes to {unwritten}, which is still to be written", [],
                           outcomes)
        line = f"{first.name}: {first.promise}" if first.kind == "failed" else "the program does not start"
        return Verdict(task, State.WRONG, line, first.lines, outcomes)

    def others(self):
        """{check: Outcome} of the checks that no task names, on all that is written together."""
        named = {name for names in self.graded.values() for name in names}
        return self.grade(TOGETHER, [name for name in self.stage.checks() if name not in named])


def first_wrong(verdicts):
    """The first that is begun and not done, or nothing."""
    return next((one for one in verdicts if one.state in (State.WRONG, State.DOES_NOT_COMPILE)), None)


def plain(text):
    """Without colours."""
    return re.sub(r"\033\[\d*m", "", text)
