from nnsight import TransformersModel
from toy_planted import planted_model, planted_tokenizer

far_model = TransformersModel(planted_model(), tokenizer=planted_tokenizer(), task="text-generation")
prompts = ["so thus up3", "so down2 thus thus"]
remote = "a name of its own"

# insert remote.session.nnsight

# insert remote.local-against-remote.nnsight
