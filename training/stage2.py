import sys,time,json,pickle
import numpy as np
from collections import Counter
from needline.text.crf import Crf, marginals, best_paths
from needline.text import links
from trainer import Sequence, train
from stage1 import load,prepare,split,predict,tokens_in
sys.path.insert(0,'/work/shared/reference/attribution')
from score import score
import os
FOLDS=4
def roles_of(crf,d):
    pad,mask=predict(crf,d); m=marginals(crf,pad,mask)
    d.m=m; d.pad=pad; d.mask=mask; d.crf1=crf
    d.around=links.Around(d.here,d.parts,m.tokens[mask])
def gold(d):
    out=[]
    for a in d.row['attributions']:
        c=tokens_in(a['cue'],d.here)
        if not c: continue
        cue=(c[0],c[-1]+1)
        first,after=d.around.window(cue)
        lab=np.zeros(after-first,np.int64)
        for role,base in (('content',3),('source',1)):
            t=tokens_in(a[role],d.here)
            for k,i in enumerate(t):
                if first<=i<after: lab[i-first]=base+(k>0 and t[k-1]==i-1)
        lab[cue[0]-first:cue[1]-first]=5
        out.append((cue,lab))
    return out
def runs(labels,base,offset,d):
    """character spans of label runs"""
    out=[];st=None
    for i,x in enumerate(list(labels)+[0]):
        if st is not None and x!=base+1: out.append((st,i)); st=None
        if x==base or (x==base+1 and st is None): st=i
    return [[int(d.here.starts[offset+a]),int(d.here.ends[offset+b-1])] for a,b in out]
def decode(crf2,d,cues):
    if not cues: return []
    wins=[d.around.window(c) for c in cues]
    F=np.concatenate([d.around.features(c) for c in cues])
    S=crf2.scores(F)
    sizes=np.array([b-a for a,b in wins]);T=sizes.max()
    mask=np.arange(T)[None]<sizes[:,None]
    pad=np.zeros((len(cues),T,S.shape[1]),np.float32);pad[mask]=S
    # cue label only at the cue
    p=best_paths(crf2,pad,mask)
    out=[]
    for k,(c,(a,b)) in enumerate(zip(cues,wins)):
        lab=p[k,:b-a]
        out.append({'source':runs(lab,1,a,d),'cue':[[int(d.here.starts[c[0]]),int(d.here.ends[c[1]-1])]],'content':runs(lab,3,a,d)})
    return out
def cue_spans(m,mask,first,limit,crf):
    """exact probabilities of cue spans (start,end)"""
    out=[]
    B,T,L=m.tokens.shape
    for b in range(B):
        n=int(mask[b].sum())
        cand=np.flatnonzero(m.tokens[b,:n,3]>limit)
        for s in cand:
            # P(label[s]=3)
            v=m.forward[b,s,3]
            for e in range(s+1,n+1):
                # span is s..e-1 ; next label not 4
                i=e-1
                total=v*m.backward[b,i,4 if e-s>1 else 3]
                lab=4 if e-s>1 else 3
                if e<n:
                    on=v*m.steps[lab,4]*m.local[b,e,4]/m.scale[b,e]
                    cont=on*m.backward[b,e,4]
                else: on=cont=0.0
                p=total-cont
                if p>limit: out.append((p,first[b]+s,first[b]+e))
                v=on
                if cont<limit or e-s>12: break
    return out
def pick(d,threshold):
    f=d.here.first; sizes=np.diff(f); 
    sp=sorted(cue_spans(d.m,d.mask,f,threshold,d.crf1),reverse=True)
    used=set();out=[]
    for p,a,b in sp:
        if p>=threshold and not used&set(range(a,b)):
            used|=set(range(a,b)); out.append((int(a),int(b)))
    return sorted(out)
if __name__=='__main__':
    L1=float(os.environ.get('L1','1e-5')); L2=[float(x) for x in os.environ.get('L2','1e-5').split(',')]
    rows=load('train.jsonl.gz'); docs=[prepare(r) for r in rows]
    tr=[d for i,d in enumerate(docs) if i%8]; dv=[d for i,d in enumerate(docs) if i%8==0]
    quiet=lambda *a,**k:None
    t=time.time()
    full=train([s for d in tr for s in split(d)],7,bits=18,epochs=4,rate=0.1,l2=L1,say=quiet)
    for d in dv: roles_of(full,d)
    for k in range(FOLDS):
        m=train([s for i,d in enumerate(tr) if i%FOLDS!=k for s in split(d)],7,bits=18,epochs=4,rate=0.1,l2=L1,say=quiet)
        for i,d in enumerate(tr):
            if i%FOLDS==k: roles_of(m,d)
    print('stage1',time.time()-t,flush=True)
    for th in (0.25,0.3,0.35,0.4,0.45):
        g={d.row['id']:d.row for d in dv}
        p={d.row['id']:{'attributions':[{'source':[],'cue':[[int(d.here.starts[a]),int(d.here.ends[b-1])]],'content':[]} for a,b in pick(d,th)]} for d in dv}
        s=score(g,p); print(th,'cue',[round(x,4) for x in s['cue']],'claim',[round(x,4) for x in s['claim']],flush=True)
    seqs=[Sequence(d.around.features(c),lab) for d in tr for c,lab in gold(d)]
    print('seqs',len(seqs),sum(map(len,seqs)),seqs[0].features.shape,flush=True)
    if os.environ.get('SAVE'): pickle.dump((full,),open('/tmp/h5a/full.pkl','wb'))
    for l2 in L2:
        t=time.time()
        crf2=train(seqs,6,bits=18,epochs=int(os.environ.get('E2','3')),rate=0.1,l2=l2,batch_tokens=6000)
        print('stage2',time.time()-t)
        g={d.row['id']:d.row for d in dv}
        p={d.row['id']:{'attributions':decode(crf2,d,[c for c,_ in gold(d)])} for d in dv}
        print(l2,'GOLD CUES',{k:round(v[2],4) for k,v in score(g,p).items()},flush=True)
        for th in (0.3,0.35,0.4):
            t=time.time()
            p={d.row['id']:{'attributions':decode(crf2,d,pick(d,th))} for d in dv}
            s=score(g,p)
            print(l2,th,round(time.time()-t,1),{k:round(v[2],4) for k,v in s.items()},flush=True)
        np.savez('/tmp/h5a/s2_%g.npz'%l2,*crf2)
